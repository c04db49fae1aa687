import { foldText } from './fold-text.ts'
import { span, type Line, type Page, type Span, type Tone } from './line.ts'
import { printableText } from './printable-text.ts'

export interface ParagraphOptions {
  /** Spaces before every line. Default 0. */
  readonly indent?: number
  /** Stands before the first line; the lines after it hang below the text. */
  readonly lead?: Span
  /** Pads the lead to this many characters. Default: the lead and one space. */
  readonly leadWidth?: number
  readonly tone?: Tone
}

const TEXT_WIDTH_MIN = 8

/** Lays `text` out on `page`, folded to its width. */
export function paragraph(text: string, page: Page, options: ParagraphOptions = {}): Line[] {
  const { indent = 0, tone = 'plain' } = options
  const lead = options.lead === undefined ? '' : printableText(options.lead.text, page.unicode)
  const leadWidth = lead === '' ? 0 : Math.max(lead.length + 1, options.leadWidth ?? 0)
  const margin = indent + leadWidth
  const folded = foldText(printableText(text, page.unicode), Math.max(page.width - margin, TEXT_WIDTH_MIN))
  return folded.map((part, index) => {
    const before =
      index === 0 && options.lead !== undefined
        ? [span(' '.repeat(indent)), span(lead.padEnd(leadWidth), options.lead.tone)]
        : [span(' '.repeat(margin))]
    return [...before, span(part, tone)].filter(({ text: piece }) => piece !== '')
  })
}

/** Several paragraphs, parted in `text` by an empty line, with an empty line between them. */
export function paragraphs(text: string, page: Page, options: ParagraphOptions = {}): Line[] {
  return text
    .split(/\n\s*\n/)
    .flatMap((part, index) => [...(index === 0 ? [] : [[]]), ...paragraph(part, page, options)])
}
