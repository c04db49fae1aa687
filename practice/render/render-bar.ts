import { glyphsOf } from '../../chaos/terminal/glyphs.ts'
import { span, type Line, type Page } from '../../chaos/terminal/line.ts'

export interface Measure {
  readonly value: number
  readonly min: number
  readonly max: number
}

const CELLS_MAX = 40

/** A track with the target band on it and a marker where the value lies; beyond the end it stays at the end. */
export function renderBar({ value, min, max }: Measure, page: Page, indent: number): Line {
  const cells = Math.max(Math.min(CELLS_MAX, page.width - indent), 8)
  const perCell = (max * 1.5) / cells
  const cellOf = (amount: number): number => Math.min(Math.floor(amount / perCell), cells - 1)
  const { track, band, marker } = glyphsOf(page)
  const isInside = value >= min && value <= max
  const spans = Array.from({ length: cells }, (_, cell) => {
    if (cell === cellOf(value)) return span(marker, isInside ? 'good' : 'doubt')
    return cell >= cellOf(min) && cell <= cellOf(max) ? span(band, 'good') : span(track, 'faint')
  })
  return [span(' '.repeat(indent)), ...spans]
}
