import { describeTiming, describeTotals } from '../terminal/render-suite.ts'
import { scenarioRows } from './scenario-rows.ts'
import { judgeSuite, type AttackResult, type SuiteResult } from './suite-result.ts'
import { summarizeLayers } from './summarize-layers.ts'
import { walls } from './walls.ts'

/** A run of the suite as a page of the documentation: every attack with its answer and its proof. */
export function renderSuiteMarkdown(
  result: SuiteResult,
  { revision, at }: { readonly revision: string; readonly at: Date },
): string {
  const { results, controls, timings, logs } = result
  const layers = summarizeLayers(results)
  return (
    [
      '# The attack suite',
      `Made by \`npm run chaos -- attacks --write\` on ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC, revision ${revision}, in ${(result.elapsedMs / 1000).toFixed(0)} s. Acme attacks globex, with genuine tokens of its own.`,
      `**${judgeSuite(result)}**: ${describeTotals(result)}. Logs: ${logs.outcome === 'holds' ? `no canary, token or password in ${logs.examined} lines` : logs.outcome}.`,
      table(
        ['layer', 'attacks', 'refused', 'by whom', 'proven', 'unproven'],
        layers.map((one) => [one.layer, one.attacks, one.refused, one.refusedBy, one.proven, one.unproven]),
      ),
      'Proven: with the walls that it relies on removed from the running system, the same attack succeeds. Unproven: no such wall is known, or it did not.',
      '## Not refused as they should be',
      list(
        results
          .filter(({ outcome }) => outcome.kind !== 'refused')
          .map(
            ({ attack, outcome }) =>
              `${attack.id}: ${outcome.kind === 'refused' ? '' : `${outcome.kind}: ${outcome.why}`}`,
          ),
      ),
      '## Unproven',
      list(
        results.flatMap(({ attack, proof }) =>
          proof.kind === 'unproven' ? [`${attack.id}: ${proof.why}`] : [],
        ),
      ),
      '## Tried by scenarios',
      `What takes a whole run to try, in ${scenarioRows.length} rows. Each scenario shows the attack succeed with its walls removed; a test checks that it is there and does so. \`npm run chaos -- run NAME\` tries it.`,
      table(
        ['row', 'what is tried', 'scenario'],
        scenarioRows.map(({ id, title, scenario }) => [id, title, scenario]),
      ),
      '## Told apart by time?',
      list(timings.map(describeTiming)),
      '## Positive controls',
      list(controls.map(({ layer, title, outcome }) => `${layer}: ${title} (${outcome})`)),
      '## What is removed for the negative controls',
      list(Object.entries(walls).map(([name, { removed }]) => `**${name}**: ${removed}`)),
      ...layers.flatMap(({ layer }) => [
        `## ${layer}`,
        table(
          ['attack', 'what is tried', 'refused by', 'succeeds without'],
          results.filter(({ attack }) => attack.layer === layer).map(rowOf),
        ),
      ]),
    ].join('\n\n') + '\n'
  )
}

function rowOf({ attack, outcome, proof }: AttackResult): readonly string[] {
  const answer = outcome.kind === 'refused' ? `${outcome.by}: ${outcome.answer}` : `**${outcome.kind}**`
  return [attack.id, attack.title, answer, proof.kind === 'proven' ? attack.removes.join(', ') : proof.kind]
}

const list = (items: readonly string[]): string =>
  items.length === 0 ? 'None.' : items.map((item) => `- ${escapeMarkup(item)}`).join('\n')

function table(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => escapeMarkup(String(cell)).replaceAll('|', String.raw`\|`)).join(' | ')} |`
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n')
}

const escapeMarkup = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('\n', ' ')
