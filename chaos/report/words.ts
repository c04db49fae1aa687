import type { Outcome } from '../verdict.ts'
import { html, type Html } from './html.ts'

/** Milliseconds of a run, as the axis under a drawing has them. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

/** A sign and a word: the colour only repeats them. */
export const mark = (isRight: boolean, text: string): Html =>
  isRight
    ? html`<span class="good"><span aria-hidden="true">✓ </span>${text}</span>`
    : html`<span class="bad"><span aria-hidden="true">✗ </span>${text}</span>`

const signs = {
  holds: { sign: '✓', tone: 'good' },
  violated: { sign: '✗', tone: 'bad' },
  unknown: { sign: '?', tone: 'doubt' },
} as const satisfies Record<Outcome, { sign: string; tone: string }>

export const outcomeMark = (outcome: Outcome, text: string = outcome): Html =>
  html`<span class="${signs[outcome].tone}"
    ><span aria-hidden="true">${signs[outcome].sign} </span>${text}</span
  >`

export const paragraph = (text: string): Html => html`<p>${text}</p> `
