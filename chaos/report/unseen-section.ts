import { renderChart, roundUp, stretched, timeAxis, valueGrid } from './chart.ts'
import { html, type Html } from './html.ts'
import type { ReportedRun } from './read-reported-run.ts'
import { renderFoldedTable } from './render-html-table.ts'
import { countUnseen, lengthOf } from './series.ts'
import { shadeFaults } from './tenants-section.ts'
import { seconds } from './words.ts'

const PLOT_PX = 110
const TOP_PX = 18
const ROWS_MAX = 60

/** How many executions were accepted and not yet over, over time. */
export function unseenSection({ history, witnesses }: Pick<ReportedRun, 'history' | 'witnesses'>): Html {
  const length = lengthOf(history)
  const { points, neverOver } = countUnseen(history, witnesses)
  const most = Math.max(...points.map(({ open }) => open))
  const max = roundUp(Math.max(most, 1))
  // A step: what was open stays open until the next moment.
  const corners = points.flatMap(({ at, open }, index) => {
    const before = points[index - 1]?.open ?? 0
    return [
      { at, y: PLOT_PX * (1 - before / max) },
      { at, y: PLOT_PX * (1 - open / max) },
    ]
  })
  const last = points.at(-1)?.open ?? 0
  const end = { at: length, y: PLOT_PX * (1 - last / max) }
  const drawing = renderChart({
    id: 'unseen-drawing',
    title: 'Accepted and not yet over',
    description: `At most ${most} at a time; ${last} at the end. Of ${neverOver} nothing says when they were over.`,
    heightPx: TOP_PX + PLOT_PX + 20,
    body: [
      ...shadeFaults(history, length)(PLOT_PX),
      stretched({ points: [...corners, end], length, heightPx: PLOT_PX, top: TOP_PX }),
      ...valueGrid(max, 'executions', { top: TOP_PX, heightPx: PLOT_PX }),
      ...timeAxis(length, TOP_PX + PLOT_PX + 15),
    ],
  })
  return html`<p>
      At most ${most} at a time, ${last} at the end.
      ${neverOver === 0 ? '' : `Of ${neverOver} nothing says when they were over: they count as open to the end.`}
    </p>
    <figure>
      <figcaption>Executions that were accepted and not yet over; shaded: a fault is in place</figcaption>
      ${drawing}
    </figure>
    ${renderFoldedTable('The figures as a table', {
      caption: 'Executions accepted and not yet over',
      columns: [{ title: 'At' }, { title: 'Open', kind: 'number' }],
      rows: thin(points).map(({ at, open }) => [seconds(at), String(open)]),
    })}`
}

/** As many moments as a reader can take in: the last of each stretch. */
function thin<Point>(points: readonly Point[]): readonly Point[] {
  const every = Math.ceil(points.length / ROWS_MAX)
  return points.filter((_, index) => index % every === 0 || index === points.length - 1)
}
