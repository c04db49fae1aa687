import { eventsOf } from '../history/history-event.ts'
import { attacksSection, controlsSection } from './attacks-section.ts'
import { html, type Html } from './html.ts'
import { faultsSection, observationsSection } from './observations-section.ts'
import type { ReportedRun } from './read-reported-run.ts'
import { renderPage, type Section } from './render-page.ts'
import { lengthOf } from './series.ts'
import { tenantsSection } from './tenants-section.ts'
import { timelineSection } from './timeline-section.ts'
import { unseenSection } from './unseen-section.ts'
import { headline, offendersSection, verdictSection } from './verdict-section.ts'
import { seconds } from './words.ts'

const FILES = ['verdict.json', 'journal.json', 'scenario.json', 'history.jsonl', 'witnesses.json', 'run.json']

/** The page of one run. Pure: from what its directory holds. */
export function renderRunReport(run: ReportedRun): string {
  const { facts, history, declaration, judgement } = run
  const title = declaration?.title ?? facts.scenario
  const end = eventsOf(history, 'run-ended').at(-1)?.reason
  const head = html`<p class="quiet">Chaos run of ${facts.scenario}</p>
    <h1>${title}</h1>
    ${headline(judgement)} ${typeof end === 'string' && html`<p class="bad">It ended early: ${end}</p>`}
    ${
      declaration !== undefined &&
      html`<p><strong>${declaration.question}</strong></p>
        <p>${declaration.claim}</p>`
    }`
  return renderPage({
    title: `${title}: ${judgement?.outcome ?? 'not judged'}`,
    head,
    sections: [
      ...(judgement === undefined
        ? []
        : [{ id: 'verdict', title: 'Verdict', body: verdictSection(judgement) }]),
      { id: 'timeline', title: 'Timeline', body: timelineSection(history) },
      { id: 'attacks', title: 'Who refused', body: attacksSection(history) },
      { id: 'controls', title: 'Controls', body: controlsSection(history) },
      { id: 'faults', title: 'Faults and their evidence', body: faultsSection(history) },
      { id: 'tenants', title: 'Rate and latency', body: tenantsSection(history) },
      { id: 'unseen', title: 'Accepted, not yet over', body: unseenSection(run) },
      { id: 'observations', title: 'Observed', body: observationsSection(history) },
      ...(judgement === undefined
        ? []
        : [{ id: 'offenders', title: 'Offenders', body: offendersSection(judgement) }]),
      againSection(run),
    ],
    foot: html`<p>
      Made from the files beside it: ${FILES.map((file) => html`<a href="${file}">${file}</a> `)}
    </p>`,
  })
}

function againSection({ facts, history }: ReportedRun): Section {
  const { revision, seed, scenario, versions, instance } = facts
  const commit = revision.replace(/\+$/, '')
  const changed = revision.endsWith('+')
  const [began] = eventsOf(history, 'run-began')
  const command = `git checkout ${commit}\nnpm run chaos -- run ${scenario} --seed ${seed}${withoutOf(facts.commandLine)}`
  const facing = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const body: Html = html`<div class="scroll" role="region" aria-label="Commands" tabindex="0">
      <pre><code>${command}</code></pre>
    </div>
    ${changed && html`<p class="doubt">The checkout held changes beyond that commit.</p>`}
    <dl class="facts">
      <dt>Seed</dt>
      <dd>${seed}</dd>
      <dt>Began</dt>
      <dd>${began?.time ?? 'never'}</dd>
      <dt>Took</dt>
      <dd>${seconds(lengthOf(history))}</dd>
      <dt>Instance</dt>
      <dd>${instance}</dd>
      <dt>Versions</dt>
      <dd>${facing.join(', ')}</dd>
    </dl>`
  return { id: 'again', title: 'Run it again', body }
}

/** What was taken away in this run has to be taken away again. */
function withoutOf(commandLine: readonly string[]): string {
  return commandLine
    .flatMap((word, index) => {
      if (word.startsWith('--without=')) return [` ${word}`]
      return word === '--without' ? [` --without ${commandLine[index + 1] ?? ''}`] : []
    })
    .join('')
}
