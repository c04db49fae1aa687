import { foldText } from './fold-text.ts'
import { glyphsOf } from './glyphs.ts'
import { span, type Line, type Page, type Tone } from './line.ts'
import { paragraph } from './paragraph.ts'
import { printableText } from './printable-text.ts'

export interface Cell {
  readonly text: string
  readonly tone?: Tone
  /** Of a cell in the first column: spaces before it. Default 0. */
  readonly indent?: number
}

export interface TableOptions {
  /** Stands before every row. Default 0. */
  readonly indent?: number
  readonly heading: readonly string[]
  /**
   * Cells of the first column fold when the page is too narrow; the others are kept whole. A row of one cell
   * has the whole width of the table.
   */
  readonly rows: readonly (readonly Cell[])[]
}

const GAP = 2
const FIRST_COLUMN_MIN = 12

/** A table under a rule: the first column takes what the others leave, numbers and words alike to the left. */
export function renderTable({ indent = 0, heading, rows }: TableOptions, page: Page): Line[] {
  const printable = [heading.map((text): Cell => ({ text, tone: 'faint' })), ...rows].map((row) =>
    row.map(({ text, tone = 'plain', indent: inner = 0 }) => ({
      text: printableText(text, page.unicode),
      tone,
      indent: inner,
    })),
  )
  const inColumns = printable.filter((row) => row.length > 1)
  const widths = heading.map((_, column) => Math.max(...inColumns.map((row) => widthOf(row[column]))))
  const others = widths.slice(1).reduce((sum, width) => sum + width + GAP, 0)
  const room = Math.max(page.width - indent - others, FIRST_COLUMN_MIN)
  widths[0] = Math.min(widths[0] ?? 0, room)
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1)
  const rule: Line = [span(' '.repeat(indent)), span(glyphsOf(page).rule.repeat(total), 'faint')]
  if (indent + total > page.width) return renderStacked({ indent, heading, rows }, page)
  const [head = [], ...body] = printable.map((row) =>
    row.length > 1 ? renderRow(row, widths, indent) : renderSpanning(row, page, indent),
  )
  return [...head, rule, ...body.flat()]
}

const widthOf = (cell: Required<Cell> | undefined): number =>
  cell === undefined ? 0 : cell.text.length + cell.indent

const renderSpanning = (row: readonly Required<Cell>[], page: Page, indent: number): Line[] =>
  row.flatMap(({ text, tone, indent: inner }) => paragraph(text, page, { indent: indent + inner, tone }))

/** For a page too narrow for columns: a line for each cell. */
function renderStacked({ indent = 0, heading, rows }: TableOptions, page: Page): Line[] {
  return rows.flatMap((row) =>
    row.flatMap(({ text, tone = 'plain' }, column) => {
      if (text === '') return []
      const lead = row.length > 1 ? { lead: span(`${heading[column] ?? ''}:`, 'faint') } : {}
      return paragraph(text, page, { indent, ...lead, tone })
    }),
  )
}

function renderRow(row: readonly Required<Cell>[], widths: readonly number[], indent: number): Line[] {
  const [first = { text: '', tone: 'plain' as const, indent: 0 }, ...rest] = row
  const firstWidth = Math.max((widths[0] ?? 0) - first.indent, 1)
  const folded = foldText(first.text, firstWidth)
  return folded.map((part, index) => {
    const isLast = index > 0 || rest.length === 0
    const margin = span(' '.repeat(indent + first.indent))
    if (isLast) return [margin, span(part, first.tone)]
    const cells = rest.map(({ text, tone }, column) =>
      span(column === rest.length - 1 ? text : text.padEnd((widths[column + 1] ?? 0) + GAP), tone),
    )
    return [margin, span(part.padEnd(firstWidth + GAP), first.tone), ...cells]
  })
}
