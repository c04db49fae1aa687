import { keyOf, pairColumns, scoreLayers, unprovenAttacks, type Matrix } from './matrix.ts'
import { shortCell } from './short-cell.ts'

/** The matrix as a page of its own, for `docs/evidence/`. */
export function renderMatrixMarkdown(matrix: Matrix): string {
  const names = matrix.layers.map(({ name }) => name)
  const only = names.map((name) => ({
    key: keyOf(names.filter((one) => one !== name)),
    title: `only ${name}`,
  }))
  const pairs = pairColumns(names).map((pair) => ({ key: keyOf(pair), title: pair.join(' and ') }))
  const unproven = unprovenAttacks(matrix)
  return [
    '# The ablation matrix\n',
    'Made by `npm run chaos -- matrix --pairs --write` on a running system: do not edit. Each layer is removed, each',
    'attack of acme on globex is tried, and who stopped it is written down. `db` is the database. A cell that comes to',
    'something else makes `npm run chaos -- matrix` exit with 1.\n',
    '## The layers\n',
    ...table(
      ['layer', 'removed, that is'],
      matrix.layers.map(({ name, removed }) => [name, removed]),
    ),
    '\n## One layer removed\n',
    ...cells(matrix, [{ key: '', title: 'none' }, ...names.map((name) => ({ key: name, title: name }))]),
    '\n## One layer left standing, and none\n',
    ...cells(matrix, [...only, { key: keyOf(names), title: 'none' }]),
    '\n## Two layers removed\n',
    ...cells(matrix, pairs),
    '\n## What each layer is worth\n',
    ...table(
      ['layer', 'attacks that only it stops', 'attacks that it stops alone'],
      scoreLayers(matrix).map(({ layer, onlyItStops, stopsAlone }) => [
        layer,
        String(onlyItStops.length),
        String(stopsAlone.length),
      ]),
    ),
    unproven.length === 0
      ? '\nEvery attack succeeds with every layer removed.'
      : `\nUnproven, since something that is none of these layers stops them: ${unproven.join('; ')}.`,
    '',
  ].join('\n')
}

const cells = (
  { attacks }: Matrix,
  columns: readonly { readonly key: string; readonly title: string }[],
): readonly string[] =>
  table(
    ['attack', ...columns.map(({ title }) => title)],
    attacks.map((attack) => [attack.title, ...columns.map(({ key }) => shortCell(attack.cells[key]))]),
  )

/** With columns of one width, as the formatter wants them. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [heading, ...rows]
  const widths = heading.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`
  return [line(heading), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)]
}
