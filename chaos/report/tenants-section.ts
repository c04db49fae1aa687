import type { HistoryEvent } from '../history/history-event.ts'
import { across, renderChart, roundUp, stretched, timeAxis, valueGrid, wide } from './chart.ts'
import { html, type Html } from './html.ts'
import { renderFoldedTable } from './render-html-table.ts'
import { binAnswers, lengthOf, type Bin } from './series.ts'
import { traceFaults } from './trace-run.ts'
import { seconds } from './words.ts'

const PLOT_PX = 110
const TOP_PX = 18

/** Rate and latency of each tenant's own operations, with the faults behind them. */
export function tenantsSection(history: readonly HistoryEvent[]): Html {
  const length = lengthOf(history)
  const shade = shadeFaults(history, length)
  const tenants = [...binAnswers(history)]
  if (tenants.length === 0) return html`<p>No tenant worked in this run.</p>`
  return html`<p class="quiet">Shaded: a fault is in place.</p>
    <p>
      <span class="key">${swatch('accepted')} accepted</span>
      <span class="key">${swatch('refused')} refused</span>
      <span class="key">${swatch('perhaps')} no answer: perhaps done</span>
    </p>
    ${tenants.map(([tenant, bins], index) => drawTenant({ tenant, bins, id: `tenant-${index}`, length, shade }))}`
}

export function shadeFaults(
  history: readonly HistoryEvent[],
  length: number,
): (heightPx: number) => readonly Html[] {
  const held = traceFaults(history).flatMap(({ heldAt, healedAt }) =>
    heldAt === undefined ? [] : [{ from: heldAt, until: healedAt ?? length }],
  )
  return (heightPx) =>
    held.map(
      ({ from, until }) =>
        html`<rect
          class="shade"
          x="${across(from, length)}"
          width="${wide(from, until, length)}"
          y="${TOP_PX}"
          height="${heightPx}"
        ></rect>`,
    )
}

interface DrawnTenant {
  readonly tenant: string
  readonly bins: readonly Bin[]
  readonly id: string
  readonly length: number
  readonly shade: (heightPx: number) => readonly Html[]
}

function drawTenant(drawn: DrawnTenant): Html {
  const { tenant, bins } = drawn
  const total = (key: 'accepted' | 'refused' | 'perhaps'): number =>
    bins.reduce((sum, bin) => sum + bin[key], 0)
  const totals = `${total('accepted')} accepted, ${total('refused')} refused, ${total('perhaps')} without an answer`
  return html`<h3>${tenant}</h3>
    <p>${totals}.</p>
    <figure>
      <figcaption>Operations of ${tenant} a second, by their outcome</figcaption>
      ${drawRate(drawn, totals)}
    </figure>
    <figure>
      <figcaption>
        Time from request to answer of ${tenant}'s accepted operations: solid the median, dashed the 95th
        percentile
      </figcaption>
      ${drawLatency(drawn)}
    </figure>
    ${renderFoldedTable(`The figures of ${tenant} as a table`, {
      caption: `${tenant}: operations answered in each stretch of the run`,
      columns: [
        { title: 'From' },
        { title: 'Accepted', kind: 'number' },
        { title: 'Refused', kind: 'number' },
        { title: 'Perhaps', kind: 'number' },
        { title: 'Median', kind: 'number' },
        { title: '95th percentile', kind: 'number' },
      ],
      rows: bins.map(({ from, accepted, refused, perhaps, p50Ms, p95Ms }) => [
        seconds(from),
        ...[accepted, refused, perhaps].map(String),
        ...[p50Ms, p95Ms].map((ms) => (ms === undefined ? 'none' : `${ms.toFixed(0)} ms`)),
      ]),
    })}`
}

function drawRate({ tenant, bins, id, length, shade }: DrawnTenant, totals: string): Html {
  const perSecond = (bin: Bin, count: number): number => (count * 1000) / (bin.until - bin.from)
  const max = roundUp(
    Math.max(...bins.map((bin) => perSecond(bin, bin.accepted + bin.refused + bin.perhaps)), 1),
  )
  const bars = bins.flatMap((bin) => {
    let y = TOP_PX + PLOT_PX
    return (['accepted', 'refused', 'perhaps'] as const).map((outcome) => {
      const height = (perSecond(bin, bin[outcome]) / max) * PLOT_PX
      if (height === 0) return html``
      y -= height
      const width = ((bin.until - bin.from) / length) * 85
      return html`<rect
        class="${outcome}"
        x="${across(bin.from, length)}"
        width="${width.toFixed(2)}%"
        y="${y.toFixed(1)}"
        height="${height.toFixed(1)}"
      ></rect>`
    })
  })
  return renderChart({
    id: `${id}-rate`,
    title: `Rate of ${tenant}`,
    description: `${totals}. At most ${max} a second.`,
    heightPx: TOP_PX + PLOT_PX + 20,
    body: [
      ...shade(PLOT_PX),
      ...bars,
      ...valueGrid(max, '/s', { top: TOP_PX, heightPx: PLOT_PX }),
      ...timeAxis(length, TOP_PX + PLOT_PX + 15),
    ],
  })
}

function drawLatency({ tenant, bins, id, length, shade }: DrawnTenant): Html {
  const max = roundUp(Math.max(...bins.map(({ p95Ms = 0 }) => p95Ms), 1))
  const line = (key: 'p50Ms' | 'p95Ms', isDashed: boolean): readonly Html[] =>
    runsOf(bins, key).map((points) =>
      stretched({
        points: points.map(({ at, value }) => ({ at, y: PLOT_PX * (1 - value / max) })),
        length,
        heightPx: PLOT_PX,
        top: TOP_PX,
        isDashed,
      }),
    )
  return renderChart({
    id: `${id}-latency`,
    title: `Latency of ${tenant}`,
    description: `Median and 95th percentile over the run; the highest 95th percentile is at most ${max} ms.`,
    heightPx: TOP_PX + PLOT_PX + 20,
    body: [
      ...shade(PLOT_PX),
      ...line('p95Ms', true),
      ...line('p50Ms', false),
      ...valueGrid(max, 'ms', { top: TOP_PX, heightPx: PLOT_PX }),
      ...timeAxis(length, TOP_PX + PLOT_PX + 15),
    ],
  })
}

/** Where nothing was accepted the line is broken: a gap is a gap. A stretch by itself is a short line. */
function runsOf(
  bins: readonly Bin[],
  key: 'p50Ms' | 'p95Ms',
): readonly (readonly { at: number; value: number }[])[] {
  const runs: { at: number; value: number }[][] = [[]]
  for (const bin of bins) {
    const value = bin[key]
    if (value === undefined) runs.push([])
    else runs.at(-1)?.push({ at: bin.from, value }, { at: bin.until, value })
  }
  return runs.filter(({ length }) => length > 0)
}

const swatch = (kind: 'accepted' | 'refused' | 'perhaps'): Html =>
  html`<svg class="swatch" aria-hidden="true" focusable="false">
    <rect class="${kind}" x="1" y="1" width="20" height="12"></rect>
  </svg>`
