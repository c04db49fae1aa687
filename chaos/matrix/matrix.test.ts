import { expect, test } from 'vitest'
import { textOf, type Page } from '../terminal/line.ts'
import { openPage } from '../report/test-support/open-page.ts'
import {
  compareMatrices,
  keyOf,
  LEAK,
  mergeMatrices,
  pairColumns,
  scoreLayers,
  singleColumns,
  unprovenAttacks,
  type Matrix,
} from './matrix.ts'
import { renderMatrixLines } from './render-matrix-lines.ts'
import { renderMatrixMarkdown } from './render-matrix-markdown.ts'
import { renderMatrixPage } from './render-matrix-page.ts'
import { renderMatrixSvg } from './render-matrix-svg.ts'
import { shortCell } from './short-cell.ts'

const names = ['api', 'acl', 'rows']

/** Reading is stopped by api and rows, writing by acl alone, forging by something that is no layer of these. */
const matrix: Matrix = {
  layers: names.map((name) => ({ name, removed: `${name} is gone` })),
  attacks: [
    attack('read', (removed) =>
      removed.includes('api') && removed.includes('rows') ? LEAK : readCell(removed),
    ),
    attack('write', (removed) =>
      removed.includes('acl') ? LEAK : 'broker: Kafka error 29 TOPIC_AUTHORIZATION_FAILED',
    ),
    attack('forge <b>', () => 'broker: Kafka error 58 SASL_AUTHENTICATION_FAILED'),
  ],
}

function readCell(removed: readonly string[]): string {
  return removed.includes('api') ? 'database: SQLSTATE 28000' : 'api: HTTP 401 ERR_TOKEN_INVALID'
}

function attack(title: string, cellOf: (removed: readonly string[]) => string): Matrix['attacks'][number] {
  const columns = [...singleColumns(names), ...pairColumns(names)]
  return { title, aim: 'read', cells: Object.fromEntries(columns.map((one) => [keyOf(one), cellOf(one)])) }
}

const changed = (title: string, column: string, cell: string): Matrix => ({
  ...matrix,
  attacks: matrix.attacks.map((one) =>
    one.title === title ? { ...one, cells: { ...one.cells, [column]: cell } } : one,
  ),
})

test('columns: none, each removed, all but each, all; with three layers the pairs are among them', () => {
  expect(singleColumns(names).map(keyOf)).toEqual([
    '',
    'api',
    'acl',
    'rows',
    'acl+rows',
    'api+rows',
    'api+acl',
    'api+acl+rows',
  ])
  expect(pairColumns(names).map(keyOf)).toEqual(['api+acl', 'api+rows', 'acl+rows'])
})

test('scores: what only a layer stops, and what it stops alone; the unproven is not counted', () => {
  expect(scoreLayers(matrix)).toEqual([
    { layer: 'api', onlyItStops: [], stopsAlone: ['read'] },
    { layer: 'acl', onlyItStops: ['write'], stopsAlone: ['write'] },
    { layer: 'rows', onlyItStops: [], stopsAlone: ['read'] },
  ])
  expect(unprovenAttacks(matrix)).toEqual(['forge <b>'])
})

test('nothing changed: nothing is said', () => {
  expect(compareMatrices(matrix, matrix)).toEqual([])
})

test.each<[string, Matrix, string]>([
  [
    'a leak where it was stopped',
    changed('read', 'api', LEAK),
    'read; removed: api: LEAK, expected database: SQLSTATE 28000',
  ],
  [
    'another layer stops it',
    changed('read', '', 'database: no row'),
    'read; removed: none: database: no row, expected api: HTTP 401 ERR_TOKEN_INVALID',
  ],
  [
    'it is stopped where it leaked',
    changed('write', 'acl', 'worker: x'),
    'write; removed: acl: worker: x, expected LEAK',
  ],
])('%s: it is said of that cell', (_what, measured, line) => {
  expect(compareMatrices(matrix, measured)).toEqual([line])
})

test('an attack that joined, and one that is gone: both are said', () => {
  const [read, write, ...rest] = matrix.attacks
  const joined = {
    ...matrix,
    attacks: [{ title: 'new', aim: 'read', cells: { '': LEAK } }, ...(read ? [read] : []), ...rest],
  }
  expect(compareMatrices(matrix, joined)).toEqual([
    'new; removed: none: LEAK, expected nothing',
    `${write?.title ?? ''}: expected, and not tried`,
  ])
})

test('columns that were not measured keep what is known of them', () => {
  const single: Matrix = {
    ...matrix,
    attacks: matrix.attacks.map((one) => ({ ...one, cells: { '': 'api: x' } })),
  }
  expect(mergeMatrices(matrix, single).attacks[0]?.cells).toEqual({
    ...matrix.attacks[0]?.cells,
    '': 'api: x',
  })
})

test.each([
  ['database: SQLSTATE 28000', 'db 28000'],
  ['broker: Kafka error 29 TOPIC', 'broker 29'],
  ['api: HTTP 401 ERR_TOKEN_INVALID', 'api 401'],
  ['api: ignored (HTTP 200)', 'api ignores'],
  ['database: no row', 'db no row'],
  [LEAK, 'LEAK'],
  [undefined, '-'],
])('the cell %s is %s in short', (cell, short) => {
  expect(shortCell(cell)).toBe(short)
})

test.each([100, 60])(
  'on a terminal of %i columns no line is longer, and a leak is told by a word',
  (width) => {
    const page: Page = { width, unicode: false }
    const lines = renderMatrixLines(matrix, page).map(textOf)
    expect(lines.filter((line) => line.length > width)).toEqual([])
    expect(lines.join('\n')).toMatch(/LEAK[^]*api and rows +2 +1\n +leaks: read[^]*Unproven/)
  },
)

test('Markdown, page and drawing: the same cells, and titles are text', () => {
  expect(renderMatrixMarkdown(matrix)).toMatch(
    /\| write +\| broker 29 +\| broker 29 +\| LEAK +\| broker 29 \|/,
  )
  const { all } = openPage(renderMatrixPage(matrix))
  expect(all('tbody th').map(({ textContent }) => textContent)).toContain('forge <b>')
  expect(all('b')).toEqual([])
  const drawing = renderMatrixSvg(matrix)
  expect(drawing.match(/class="leak"/g)?.length).toBe(3)
  expect(drawing).toContain('forge &lt;b&gt;')
  // The first page of a process loads jsdom, which on a busy machine takes longer than a test usually may.
}, 20_000)
