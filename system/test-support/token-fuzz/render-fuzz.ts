import { laxitiesOf } from './judge-broker.ts'
import { textOf } from './build-token.ts'
import { makeToken } from './make-token.ts'
import type { Judged } from './run-fuzz.ts'
import { editClasses } from './token-edit.ts'
import type { FuzzKeys } from './token-draft.ts'
import { describeVerdict } from './verdict.ts'

/** Lays out what came of a run: a line a class, then in which ways the broker was laxer. */
export function renderFuzz(judged: readonly Judged[]): string {
  const head = ['class', 'tokens', 'api', 'database', 'broker', 'disagree', 'slowest ms']
  const body = editClasses.map((of) =>
    toRow(
      of,
      judged.filter(({ mutant }) => mutant.of === of),
    ),
  )
  return [
    'Accepted, of so many tokens of each class (broker: of those it was asked about):',
    '',
    layOut([head, ...body, toRow('all', judged)]),
    '',
    renderLaxities(judged),
  ].join('\n')
}

/** Of a disagreement: the changes, the parts, and who says what. The key was made for the run and is gone with it. */
export function renderDisagreement(one: Judged, keys: FuzzKeys): string {
  const { draft } = makeToken(one.mutant, keys, Date.now())
  const broker = one.broker === undefined ? 'not asked' : JSON.stringify(one.broker)
  return [
    `number ${String(one.mutant.number)}: ${String(one.disagreement)}`,
    `  changes    ${one.mutant.edits.map(({ edit }) => edit.name).join(' + ')}`,
    `  api        ${describeVerdict(one.api)}`,
    `  database   ${describeVerdict(one.database.verdict)}`,
    `  broker     ${broker}`,
    `  header     ${JSON.stringify(textOf(draft, 'header'))}`,
    `  payload    ${JSON.stringify(textOf(draft, 'payload')).slice(0, 2000)}`,
    `  token      ${one.token.split('.').map(abbreviate).join(' . ')}`,
  ].join('\n')
}

function toRow(title: string, judged: readonly Judged[]): readonly string[] {
  const asked = judged.flatMap(({ broker }) => (broker === undefined ? [] : [broker]))
  const accepted = asked.filter((answer) => answer.accepted).length
  return [
    title,
    String(judged.length),
    String(judged.filter(({ api }) => api.accepted).length),
    String(judged.filter(({ database }) => database.verdict.accepted).length),
    asked.length === 0 ? '-' : `${String(accepted)} of ${String(asked.length)}`,
    String(judged.filter(({ disagreement }) => disagreement !== undefined).length),
    (Math.max(0, ...judged.map(({ database }) => database.elapsedUs)) / 1000).toFixed(1),
  ]
}

function renderLaxities(judged: readonly Judged[]): string {
  const counts = new Map<string, number>()
  for (const { mutant, api, broker } of judged) {
    if (broker?.accepted !== true || api.accepted) continue
    const reason = laxitiesOf(mutant)?.join(', ') ?? 'NOT LISTED'
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const rows = [...counts].map(([reason, count]) => `  ${String(count).padStart(4)}  ${reason}`)
  return ['Accepted by the broker alone, by reason:', ...(rows.length === 0 ? ['  none'] : rows.sort())].join(
    '\n',
  )
}

function layOut(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n')
}

function abbreviate(part: string): string {
  return part.length <= 24 ? part : `${part.slice(0, 12)}…${part.slice(-8)} (${String(part.length)})`
}
