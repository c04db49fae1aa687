import type { Outcome, PlaceRow } from './place-row.ts'

export interface Tried {
  readonly row: PlaceRow
  /** `undefined`: not tried; `reason` says why. */
  readonly outcome: Outcome | undefined
  readonly reason?: string
  readonly seconds: number
}

/** The table as Markdown, which is also fit to be read on a terminal. */
export function renderPlaces(tried: readonly Tried[]): string {
  return [
    '| place | what was done | expected | what came back | s | ok |',
    '| --- | --- | --- | --- | ---: | --- |',
    ...tried.map(
      ({ row, outcome, reason, seconds }) =>
        `| ${[row.name, row.done, row.expected, describe(outcome, reason), seconds.toFixed(1), markOf(outcome)].map(escape).join(' | ')} |`,
    ),
  ].join('\n')
}

/** 0: all as expected; 1: something was not; 2: something could not be tried. */
export function exitStatusOf(tried: readonly Tried[]): 0 | 1 | 2 {
  if (tried.some(({ outcome }) => outcome?.isAsExpected === false)) return 1
  return tried.length === 0 || tried.some(({ outcome }) => outcome === undefined) ? 2 : 0
}

function describe(outcome: Outcome | undefined, reason = ''): string {
  if (outcome === undefined) return `not tried: ${reason}`
  return `${String(outcome.status)}: ${outcome.line.slice(0, 400)}`
}

function markOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '-'
  return outcome.isAsExpected ? 'ok' : 'NO'
}

const escape = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
