import type { Page } from './line.ts'

export interface Glyphs {
  readonly yes: string
  readonly no: string
  readonly dot: string
  readonly rule: string
  readonly track: string
  readonly band: string
  readonly marker: string
}

const unicode: Glyphs = { yes: '✓', no: '✗', dot: '·', rule: '─', track: '·', band: '━', marker: '●' }
const ascii: Glyphs = { yes: '+', no: 'x', dot: '-', rule: '-', track: '.', band: '=', marker: '#' }

export const glyphsOf = (page: Page): Glyphs => (page.unicode ? unicode : ascii)
