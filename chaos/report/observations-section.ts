import { eventsOf, type HistoryEvent } from '../history/history-event.ts'
import { html, type Html } from './html.ts'
import { renderHtmlTable } from './render-html-table.ts'
import { traceFaults } from './trace-run.ts'
import { mark, seconds } from './words.ts'

/** Each fault with what was seen of it. */
export function faultsSection(history: readonly HistoryEvent[]): Html {
  const faults = traceFaults(history)
  if (faults.length === 0) return html`<p>No fault was injected.</p>`
  return renderHtmlTable({
    caption: 'Faults, in the order in which they were injected, and what shows that they took hold',
    columns: [
      { title: 'Fault' },
      { title: 'Evidence' },
      { title: 'Held', kind: 'short' },
      { title: 'Healed' },
    ],
    rows: faults.map(({ name, options, evidence, heldAt, healedAt, trouble }, index) => [
      html`${index + 1}. ${name}${options === '' ? '' : html`<br /><span class="quiet">${options}</span>`}`,
      heldAt === undefined ? mark(false, evidence) : evidence,
      heldAt === undefined ? 'never' : html`<span class="nowrap">from ${seconds(heldAt)}</span>`,
      healedAt === undefined ? mark(false, trouble ?? 'no') : mark(true, `at ${seconds(healedAt)}`),
    ]),
  })
}

/** The steady state, and whatever watchers, measurements and remarks there are. */
export function observationsSection(history: readonly HistoryEvent[]): Html {
  const named = eventsOf(history, 'named')
  const measured = eventsOf(history, 'measured')
  const remarks = eventsOf(history, 'remarked')
  return html`${renderHtmlTable({
    caption: 'Steady state, before anything was broken and after everything was healed',
    columns: [
      { title: 'Probe' },
      { title: 'When', kind: 'short' },
      { title: 'Read' },
      { title: 'Met', kind: 'short' },
    ],
    rows: eventsOf(history, 'steady-state').map(({ probe, moment, value, unit, isMet, detail }) => [
      probe,
      moment,
      value < 0 ? detail : `${value} ${unit}: ${detail}`,
      mark(isMet, isMet ? 'yes' : 'no'),
    ]),
  })}
  ${
    named.length > 0 &&
    renderHtmlTable({
      caption: 'What watchers said of the faults',
      columns: [
        { title: 'Fault' },
        { title: 'Watcher', kind: 'short' },
        { title: 'Named' },
        { title: 'As expected' },
      ],
      rows: named.map(({ fault, watcher, named: words, afterMs, asExpected }) => [
        fault,
        watcher,
        words,
        mark(asExpected, afterMs === null ? 'never named' : `after ${seconds(afterMs)}`),
      ]),
    })
  }
  ${measured.length > 0 && measurements(measured)}
  ${
    remarks.length > 0 &&
    html`<h3>Remarks</h3>
      <ul>
        ${remarks.map(({ text }) => html`<li>${text}</li>`)}
      </ul>`
  }`
}

function measurements(measured: ReturnType<typeof eventsOf<'measured'>>): Html {
  return renderHtmlTable({
    caption: 'Measured',
    columns: [
      { title: 'Quantity' },
      { title: 'Value', kind: 'number' },
      { title: 'Lowest', kind: 'number' },
      { title: 'Highest', kind: 'number' },
      { title: 'Samples', kind: 'number' },
      { title: 'Bound or doubt' },
    ],
    rows: measured.flatMap(({ label, unit, quantities, bound, doubt }) =>
      quantities.map(({ of, value, lowest, highest, samples }, index) => [
        `${label}: ${of}`,
        ...[value, lowest, highest].map((one) => `${Number(one.toPrecision(4))} ${unit}`),
        String(samples),
        index > 0 ? '' : [boundOf(bound), doubt ?? ''].filter(Boolean).join('; '),
      ]),
    ),
  })
}

const boundOf = (bound: ReturnType<typeof eventsOf<'measured'>>[number]['bound']): string =>
  bound === null ? '' : `${bound.on === 'ratio' ? 'first over second ' : ''}${bound.kind} ${bound.limit}`
