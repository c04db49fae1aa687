import { styleText } from 'node:util'
import type { Line, Page, Span, Tone } from './line.ts'
import { paragraph, type ParagraphOptions } from './paragraph.ts'

export interface Screen {
  /** As wide as the terminal is now. */
  readonly page: Page
  show(lines: readonly Line[]): void
  /** Lays out one paragraph and shows it. */
  say(text: string, options?: ParagraphOptions): void
}

export interface ScreenOptions {
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number }
  readonly environment: Readonly<Record<string, string | undefined>>
}

type Format = Parameters<typeof styleText>[0]

const formats: Readonly<Record<Exclude<Tone, 'plain'>, Format>> = {
  title: ['bold', 'cyan'],
  strong: 'bold',
  faint: 'dim',
  good: 'green',
  bad: 'red',
  doubt: 'yellow',
}

const WIDTH_WITHOUT_TERMINAL = 80
const WIDTH_MIN = 20
// Longer lines are hard to read, however wide the terminal is.
const WIDTH_MAX = 100

/** Opens `stdout` as a screen: its width is asked anew each time, colours are the terminal's own choice. */
export function openScreen({ stdout, environment }: ScreenOptions): Screen {
  const unicode = printsUnicode(environment)
  const pageNow = (): Page => ({ width: widthOf(stdout.columns), unicode })
  const show = (lines: readonly Line[]): void => {
    if (lines.length > 0) stdout.write(`${lines.map((line) => paint(line, stdout)).join('\n')}\n`)
  }
  return {
    get page() {
      return pageNow()
    },
    show,
    say: (text, options) => show(paragraph(text, pageNow(), options)),
  }
}

/** A pseudo-terminal nobody has sized reports 0 columns. */
function widthOf(columns: number | undefined): number {
  if (columns === undefined || columns === 0) return WIDTH_WITHOUT_TERMINAL
  return Math.min(Math.max(columns, WIDTH_MIN), WIDTH_MAX)
}

/** By the first of the three variables that is set, as the C library does. None set is the locale "C". */
function printsUnicode(environment: ScreenOptions['environment']): boolean {
  const locale = [environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']].find(Boolean)
  return /utf-?8/i.test(locale ?? '')
}

// `stream` makes styleText obey NO_COLOR, TERM=dumb, CI and whether this is a terminal at all.
function paint(line: Line, stream: NodeJS.WritableStream): string {
  const styled = ({ text, tone }: Span): string =>
    tone === 'plain' || text === '' ? text : styleText(formats[tone], text, { stream })
  return mergeTones(withoutTrailingSpace(line)).map(styled).join('')
}

function withoutTrailingSpace(line: Line): Line {
  const end = line.findLastIndex(({ text }) => text.trimEnd() !== '')
  return line
    .slice(0, end + 1)
    .map((part, index) => (index === end ? { ...part, text: part.text.trimEnd() } : part))
}

function mergeTones(line: Line): Line {
  const merged: Span[] = []
  for (const part of line) {
    const last = merged.at(-1)
    if (last?.tone === part.tone) merged[merged.length - 1] = { ...last, text: last.text + part.text }
    else merged.push(part)
  }
  return merged
}
