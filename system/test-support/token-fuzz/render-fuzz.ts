import type { Judged } from './run-fuzz.ts'
import { editClasses } from './token-edit.ts'
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

/** Of a disagreement: the changes, what the parts decode to, and who says what. Its key was made for the run. */
export function renderDisagreement(one: Judged): string {
  const [header = '', payload = ''] = one.token.split('.')
  const broker = one.broker === undefined ? 'not asked' : JSON.stringify(one.broker)
  return [
    `number ${String(one.mutant.number)}: ${String(one.disagreement)}`,
    `  changes    ${one.mutant.edits.map(({ edit }) => edit.name).join(' + ')}`,
    `  api        ${describeVerdict(one.api)}`,
    `  database   ${describeVerdict(one.database.verdict)}`,
    `  broker     ${broker}`,
    `  header     ${decode(header)}`,
    `  payload    ${decode(payload)}`,
    `  reads as   ${JSON.stringify(one.reading ?? 'nobody accepts it')}`,
    `  token      ${one.token.split('.').map(abbreviate).join(' . ')}`,
  ].join('\n')
}

function decode(part: string): string {
  return JSON.stringify(Buffer.from(part, 'base64url').toString()).slice(0, 2000)
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
  for (const { api, broker, reading } of judged) {
    if (broker?.accepted !== true || api.accepted) continue
    const reason = reading?.laxities.join(', ') ?? 'NOT LISTED'
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const rows = [...counts].map(([reason, count]) => `  ${String(count).padStart(4)}  ${reason}`)
  const closed = judged.filter(({ broker }) => broker?.accepted === false && broker.how === 'closed')
  return [
    'Accepted by the broker alone, by what can be read from the token:',
    ...(rows.length === 0 ? ['  none'] : rows.sort()),
    '',
    `Refused by the broker not in words but by closing the connection: ${String(closed.length)}`,
  ].join('\n')
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
