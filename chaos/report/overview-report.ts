import { basename } from 'node:path'
import { eventsOf } from '../history/history-event.ts'
import { html, type Html } from './html.ts'
import type { ReportedRun } from './read-reported-run.ts'
import { renderHtmlTable } from './render-html-table.ts'
import { renderPage } from './render-page.ts'
import { lengthOf } from './series.ts'
import { traceAttacks, traceFaults } from './trace-run.ts'
import { mark, outcomeMark } from './words.ts'

/** The page over many runs, the newest first. Pure: from what their directories hold. */
export function renderOverview(runs: readonly ReportedRun[]): string {
  const newestFirst = [...runs].sort((one, other) => beganAt(other).localeCompare(beganAt(one)))
  const latest = [...new Map(newestFirst.toReversed().map((run) => [run.facts.scenario, run])).values()].sort(
    (one, other) => one.facts.scenario.localeCompare(other.facts.scenario),
  )
  const asDeclared = latest.filter(({ judgement }) => judgement?.isAsDeclared === true).length
  const all = `${asDeclared} of ${latest.length} scenarios came to what they declare in their latest run`
  return renderPage({
    title: `Chaos runs: ${asDeclared} of ${latest.length} as declared`,
    head: html`<h1>Chaos runs</h1>
      <p class="verdict">${latest.length > 0 && mark(asDeclared === latest.length, all)}</p>
      <p class="quiet">${runs.length} runs of ${latest.length} scenarios.</p>`,
    sections: [
      { id: 'verdicts', title: 'Latest verdicts', body: verdictTable(latest) },
      { id: 'refusals', title: 'Who refused', body: refusalTable(latest) },
      { id: 'faults', title: 'Faults and their evidence', body: faultTable(latest) },
      { id: 'runs', title: 'Every run', body: runTable(newestFirst) },
    ],
    foot: html`<p>Each run links to its own report.</p>`,
  })
}

const beganAt = ({ history }: ReportedRun): string => eventsOf(history, 'run-began')[0]?.time ?? ''

const linkTo = (run: ReportedRun, text: string): Html =>
  html`<a href="${encodeURIComponent(basename(run.path))}/report.html">${text}</a>`

const cameTo = ({ judgement }: ReportedRun): Html =>
  judgement === undefined ? outcomeMark('unknown', 'not judged') : outcomeMark(judgement.outcome)

function whyOf({ judgement, history }: ReportedRun): Html {
  if (judgement === undefined)
    return mark(false, eventsOf(history, 'run-ended').at(-1)?.reason ?? 'it did not get to its end')
  const { isAsDeclared, deviation } = judgement
  return mark(isAsDeclared, isAsDeclared ? 'as declared' : (deviation ?? 'not as declared'))
}

const took = ({ history }: ReportedRun): string => `${(lengthOf(history) / 1000).toFixed(1)} s`

function verdictTable(runs: readonly ReportedRun[]): Html {
  return renderHtmlTable({
    caption: 'The latest run of each scenario',
    columns: [
      { title: 'Scenario' },
      { title: 'Declared', kind: 'short' },
      { title: 'Came to', kind: 'short' },
      { title: 'Why' },
      { title: 'Took', kind: 'number' },
    ],
    rows: runs.map((run) => [
      html`${linkTo(run, run.facts.scenario)}<br /><span class="quiet">${run.declaration?.title}</span>`,
      run.judgement?.declared ?? run.declaration?.declared.outcome ?? '',
      cameTo(run),
      whyOf(run),
      took(run),
    ]),
  })
}

const refusers = ['api', 'broker', 'worker', 'database', 'none'] as const

/** How many attacks of each scenario each layer refused. */
function refusalTable(runs: readonly ReportedRun[]): Html {
  return renderHtmlTable({
    caption: 'Attacks of the latest run of each scenario, by who refused them; controls are not counted',
    columns: [
      { title: 'Scenario' },
      ...refusers.map((layer) => ({ title: layer === 'none' ? 'nobody' : layer, kind: 'number' as const })),
    ],
    rows: runs.map((run) => {
      const attacks = traceAttacks(run.history).filter(({ purpose }) => purpose === 'attack')
      return [
        linkTo(run, run.facts.scenario),
        ...refusers.map((layer) => {
          const count = attacks.filter(({ met }) => met?.refusedBy === layer).length
          return count === 0 ? '' : String(count)
        }),
      ]
    }),
  })
}

function faultTable(runs: readonly ReportedRun[]): Html {
  return renderHtmlTable({
    caption: 'Faults of the latest run of each scenario, with what was seen of them',
    columns: [{ title: 'Scenario' }, { title: 'Fault' }, { title: 'Evidence' }],
    rows: runs.flatMap((run) =>
      traceFaults(run.history).map(({ name, evidence, heldAt }) => [
        run.facts.scenario,
        name,
        heldAt === undefined ? mark(false, evidence) : evidence,
      ]),
    ),
  })
}

function runTable(runs: readonly ReportedRun[]): Html {
  return renderHtmlTable({
    caption: 'Every run, the newest first',
    columns: [
      { title: 'Run' },
      { title: 'Began' },
      { title: 'Seed', kind: 'number' },
      { title: 'Came to', kind: 'short' },
      { title: 'Why' },
      { title: 'Took', kind: 'number' },
    ],
    rows: runs.map((run) => [
      linkTo(run, basename(run.path)),
      beganAt(run),
      String(run.facts.seed),
      cameTo(run),
      whyOf(run),
      took(run),
    ]),
  })
}
