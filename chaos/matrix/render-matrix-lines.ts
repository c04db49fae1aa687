import { emptyLine, span, type Line, type Page } from '../terminal/line.ts'
import { paragraph } from '../terminal/paragraph.ts'
import { renderTable, type Cell } from '../terminal/render-table.ts'
import { keyOf, LEAK, pairColumns, scoreLayers, unprovenAttacks, type Matrix } from './matrix.ts'
import { shortCell } from './short-cell.ts'

/** The matrix on a terminal: one layer removed, one left standing, pairs where they were measured, and scores. */
export function renderMatrixLines(matrix: Matrix, page: Page): readonly Line[] {
  const names = matrix.layers.map(({ name }) => name)
  const isMeasured = (column: string): boolean =>
    matrix.attacks.some(({ cells }) => cells[column] !== undefined)
  const pairs = pairColumns(names).map(keyOf).filter(isMeasured)
  const only = names.map((name) => ({
    key: keyOf(names.filter((one) => one !== name)),
    title: name,
  }))
  const unproven = unprovenAttacks(matrix)
  return [
    ...(page.width < NAMED_WIDTH_MIN ? legend(matrix, page) : []),
    ...title('What stops each attack with one layer removed', page),
    ...table(
      matrix,
      [{ key: '', title: 'none' }, ...names.map((name) => ({ key: name, title: name }))],
      page,
    ),
    ...title('With one layer left standing, and with none', page),
    ...table(matrix, [...only, { key: keyOf(names), title: 'none' }], page),
    ...(pairs.length === 0
      ? []
      : [...title('With two layers removed', page), ...pairTable(matrix, pairs, page)]),
    ...title('What each layer is worth, in attacks', page),
    ...scoreTable(matrix, page),
    ...(unproven.length === 0
      ? []
      : [
          emptyLine,
          ...paragraph('Unproven: stopped with every layer removed, so something else stops them', page, {
            tone: 'doubt',
          }),
          ...unproven.flatMap((attack) => paragraph(attack, page, { indent: 2 })),
        ]),
  ]
}

/** On a narrower page attacks go by their numbers, named above. */
const NAMED_WIDTH_MIN = 100

const legend = ({ attacks }: Matrix, page: Page): readonly Line[] => [
  ...title('The attacks', page),
  ...attacks.flatMap(({ title: attack }, index) =>
    paragraph(attack, page, { lead: span(String(index + 1)), leadWidth: 3 }),
  ),
]

const title = (text: string, page: Page): readonly Line[] => [
  emptyLine,
  ...paragraph(text, page, { tone: 'title' }),
]

function table(
  { attacks }: Matrix,
  columns: readonly { readonly key: string; readonly title: string }[],
  page: Page,
): readonly Line[] {
  return renderTable(
    {
      heading: [page.width < NAMED_WIDTH_MIN ? '#' : 'attack', ...columns.map((column) => column.title)],
      rows: attacks.map(({ title: attack, cells }, index): Cell[] => [
        { text: page.width < NAMED_WIDTH_MIN ? String(index + 1) : attack },
        ...columns.map(({ key }): Cell => {
          const cell = cells[key]
          return { text: shortCell(cell), tone: cell === LEAK ? 'bad' : 'plain' }
        }),
      ]),
    },
    page,
  )
}

function pairTable({ attacks }: Matrix, pairs: readonly string[], page: Page): readonly Line[] {
  return renderTable(
    {
      heading: ['removed', 'stopped', 'leak'],
      rows: pairs.flatMap((pair): Cell[][] => {
        const leaks = attacks.filter(({ cells }) => cells[pair] === LEAK)
        return [
          [
            { text: pair.replace('+', ' and '), tone: 'strong' },
            { text: String(attacks.length - leaks.length) },
            { text: String(leaks.length), tone: leaks.length === 0 ? 'plain' : 'bad' },
          ],
          ...leaks.map(({ title: attack }): Cell[] => [{ text: `leaks: ${attack}`, indent: 2, tone: 'bad' }]),
        ]
      }),
    },
    page,
  )
}

function scoreTable(matrix: Matrix, page: Page): readonly Line[] {
  const lines = renderTable(
    {
      heading: ['layer', 'only it stops', 'stops alone'],
      rows: scoreLayers(matrix).map(({ layer, onlyItStops, stopsAlone }) => [
        { text: layer },
        { text: String(onlyItStops.length) },
        { text: String(stopsAlone.length) },
      ]),
    },
    page,
  )
  return [
    ...lines,
    [span(`of ${matrix.attacks.length - unprovenAttacks(matrix).length} attacks that are proven`, 'faint')],
  ]
}
