import { html, type Html } from './html.ts'

export interface Chart {
  /** Unique in the page. */
  readonly id: string
  readonly title: string
  /** What it shows, in words, for whoever does not see it. */
  readonly description: string
  readonly heightPx: number
  readonly body: readonly Html[]
}

/**
 * A drawing as wide as the page: across in percent, down in pixels, so that its words keep their size on a
 * phone. Lines go into `stretched`.
 */
export function renderChart({ id, title, description, heightPx, body }: Chart): Html {
  return html`<svg class="chart" role="img" aria-labelledby="${id}-t ${id}-d" height="${heightPx}">
    <title id="${id}-t">${title}</title>
    <desc id="${id}-d">${description}</desc>
    ${body}
  </svg> `
}

/** Where in a run of `length` milliseconds a moment is, in percent with two digits. */
export const across = (at: number, length: number): string =>
  `${(Math.min(Math.max(at / length, 0), 1) * 100).toFixed(2)}%`

/** A part of the width; never so narrow that it is not seen. */
export const wide = (from: number, until: number, length: number): string =>
  `${Math.max(((Math.min(until, length) - from) / length) * 100, 0.3).toFixed(2)}%`

const STRETCH = 1000

export interface StretchedLine {
  readonly points: readonly { readonly at: number; readonly y: number }[]
  readonly length: number
  readonly heightPx: number
  readonly top: number
  readonly isDashed?: boolean
}

/** A line through points across the whole width; its stroke keeps its width. */
export function stretched({ points, length, heightPx, top, isDashed = false }: StretchedLine): Html {
  const path = points.map(({ at, y }) => `${((at / length) * STRETCH).toFixed(1)},${y.toFixed(1)}`).join(' ')
  return html`<svg
    x="0"
    y="${top}"
    width="100%"
    height="${heightPx}"
    viewBox="0 0 ${STRETCH} ${heightPx}"
    preserveAspectRatio="none"
  >
    <polyline
      class="line${isDashed ? ' dashed' : ''}"
      vector-effect="non-scaling-stroke"
      points="${path}"
    ></polyline>
  </svg>`
}

/** Ticks of the time under a drawing, five of them, in seconds. */
export function timeAxis(length: number, y: number): readonly Html[] {
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  return ticks.map((part) => {
    const anchor = part === 0 ? 'start' : part === 1 ? 'end' : 'middle'
    const label = `${((length * part) / 1000).toFixed(length < 20_000 ? 1 : 0)} s`
    return html`<text x="${part * 100}%" y="${y}" text-anchor="${anchor}">${label}</text>`
  })
}

/** Lines across with what they stand for, at nothing, half and all of `max`. */
export function valueGrid(
  max: number,
  unit: string,
  area: { top: number; heightPx: number },
): readonly Html[] {
  return [0, 0.5, 1].map((part) => {
    const y = area.top + area.heightPx * (1 - part)
    const label = part === 0 ? '' : `${formatTick(max * part)} ${unit}`
    return html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"></line
      ><text x="0" y="${y - 3}">${label}</text>`
  })
}

const formatTick = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(1))

/** The next of 1, 2, 5, 10, 20, 50 … that is not less. */
export function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(value, 1e-6)))
  return ([1, 2, 5, 10].find((step) => step * magnitude >= value) ?? 10) * magnitude
}
