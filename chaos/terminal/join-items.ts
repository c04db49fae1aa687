import { glyphsOf } from './glyphs.ts'
import type { Line, Page, Tone } from './line.ts'
import { paragraph } from './paragraph.ts'
import { printableText } from './printable-text.ts'

/** Items in a row with dots between them. A line ends between two items, never inside one that fits. */
export function joinItems(items: readonly string[], page: Page, tone: Tone): Line[] {
  const separator = ` ${glyphsOf(page).dot} `
  const rows: string[] = []
  for (const item of items.map((text) => printableText(text, page.unicode))) {
    const last = rows.at(-1)
    const joined = last === undefined ? item : `${last}${separator}${item}`
    if (last === undefined || joined.length > page.width) rows.push(item)
    else rows[rows.length - 1] = joined
  }
  return rows.flatMap((row) => paragraph(row, page, { tone }))
}
