/** What a piece of text is, not how it looks: the palette of the terminal decides that. */
export type Tone = 'plain' | 'title' | 'strong' | 'faint' | 'good' | 'bad' | 'doubt'

export interface Span {
  readonly text: string
  readonly tone: Tone
}

/** One line of the screen, no longer than its page is wide. */
export type Line = readonly Span[]

/** What a layout needs to know of the terminal. */
export interface Page {
  /** In characters. */
  readonly width: number
  /** Whether anything but ASCII may be printed. */
  readonly unicode: boolean
}

export const span = (text: string, tone: Tone = 'plain'): Span => ({ text, tone })

export const emptyLine: Line = []

/** The line as it reads without any colour. */
export const textOf = (line: Line): string => line.map(({ text }) => text).join('')
