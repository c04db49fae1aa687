import type { HistoryEvent } from '../history/history-event.ts'
import { html, type Html } from './html.ts'
import { renderHtmlTable } from './render-html-table.ts'
import { traceAttacks, type TracedAttack } from './trace-run.ts'
import { mark } from './words.ts'

const refusers = ['api', 'broker', 'worker', 'database', 'none'] as const

/** Who refused what: attacks by layers. */
export function attacksSection(history: readonly HistoryEvent[]): Html {
  const attacks = traceAttacks(history).filter(({ purpose }) => purpose === 'attack')
  if (attacks.length === 0) return html`<p>Nothing was attacked.</p>`
  return renderHtmlTable({
    caption: 'Who refused: each attack, with its answer under the layer that gave it',
    columns: [
      { title: 'Attack' },
      ...refusers.map((layer) => ({ title: layer === 'none' ? 'nobody' : layer, kind: 'short' as const })),
    ],
    rows: attacks.map((attack) => [
      `${attack.number}. ${attack.title}`,
      ...refusers.map((layer) => cellOf(attack, layer)),
    ]),
  })
}

/** An attack without an answer has it under nobody: no layer is known to have refused. */
function cellOf({ met, expected }: TracedAttack, layer: (typeof refusers)[number]): Html {
  if (met === undefined) return layer === 'none' ? mark(false, 'what it met is not known') : html``
  if (met.refusedBy !== layer) return html``
  return met.asExpected
    ? mark(true, met.answer)
    : html`${mark(false, met.answer)}<br /><span class="quiet">expected: ${expected}</span>`
}

/** Whether the attacks could have succeeded, and their owner can do what they tried. */
export function controlsSection(history: readonly HistoryEvent[]): Html {
  const controls = traceAttacks(history).filter(({ purpose }) => purpose !== 'attack')
  if (controls.length === 0) return html`<p>There were no controls.</p>`
  return renderHtmlTable({
    caption: 'Controls: positive, the owner can do it; negative, with the walls down the attack succeeds',
    columns: [
      { title: 'Control' },
      { title: 'Kind', kind: 'short' },
      { title: 'Met' },
      { title: 'As expected' },
    ],
    rows: controls.map(({ number, title, purpose, met, expected }) => [
      `${number}. ${title}`,
      purpose.replace(' control', ''),
      met === undefined
        ? 'not known'
        : `${met.answer}${met.refusedBy === 'none' ? '' : `, from the ${met.refusedBy}`}`,
      met?.asExpected === true ? mark(true, 'yes') : mark(false, `no, expected: ${expected}`),
    ]),
  })
}
