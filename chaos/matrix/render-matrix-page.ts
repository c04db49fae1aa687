import { html, type Html } from '../report/html.ts'
import { renderHtmlTable } from '../report/render-html-table.ts'
import { renderPage } from '../report/render-page.ts'
import { mark } from '../report/words.ts'
import { keyOf, LEAK, pairColumns, scoreLayers, unprovenAttacks, type Matrix } from './matrix.ts'

/** The matrix in one file that opens without a network. */
export function renderMatrixPage(matrix: Matrix): string {
  const names = matrix.layers.map(({ name }) => name)
  const unproven = unprovenAttacks(matrix)
  const only = names.map((name) => ({
    key: keyOf(names.filter((one) => one !== name)),
    title: `only ${name}`,
  }))
  return renderPage({
    title: 'The ablation matrix',
    head: html`<h1>The ablation matrix</h1>
      <p>
        Each layer is removed from a running system, each attack of acme on globex is tried, and who stopped
        it is written down.
      </p>`,
    sections: [
      {
        id: 'single',
        title: 'One layer removed',
        body: cellTable(matrix, 'Who stops each attack with one layer removed', [
          { key: '', title: 'none' },
          ...names.map((name) => ({ key: name, title: name })),
        ]),
      },
      {
        id: 'alone',
        title: 'One layer left standing',
        body: cellTable(matrix, 'Who stops each attack with one layer left standing, and with none', [
          ...only,
          { key: keyOf(names), title: 'none' },
        ]),
      },
      {
        id: 'pairs',
        title: 'Two layers removed',
        body: cellTable(
          matrix,
          'Who stops each attack with two layers removed',
          pairColumns(names).map((pair) => ({ key: keyOf(pair), title: pair.join(' and ') })),
        ),
      },
      { id: 'scores', title: 'What each layer is worth', body: scores(matrix) },
      {
        id: 'layers',
        title: 'The layers',
        body: renderHtmlTable({
          caption: 'What is left of each layer when it is removed',
          columns: [{ title: 'Layer' }, { title: 'Removed, that is' }],
          rows: matrix.layers.map(({ name, removed }) => [name, removed]),
        }),
      },
    ],
    foot: html`<p>
      ${
        unproven.length === 0
          ? 'Every attack succeeds with every layer removed.'
          : `Unproven, since something that is none of these layers stops them: ${unproven.join('; ')}.`
      }
    </p>`,
  })
}

function cellTable(
  { attacks }: Matrix,
  caption: string,
  columns: readonly { readonly key: string; readonly title: string }[],
): Html {
  return renderHtmlTable({
    caption,
    columns: [{ title: 'Attack' }, ...columns.map(({ title }) => ({ title, kind: 'short' as const }))],
    rows: attacks.map(({ title, cells }) => [
      title,
      ...columns.map(({ key }) => {
        const cell = cells[key]
        if (cell === undefined) return 'not measured'
        return cell === LEAK ? mark(false, 'leaks') : mark(true, cell)
      }),
    ]),
  })
}

function scores(matrix: Matrix): Html {
  return renderHtmlTable({
    caption: 'Attacks that only a layer stops, and that it stops with every other layer removed',
    columns: [
      { title: 'Layer' },
      { title: 'Only it stops', kind: 'number' },
      { title: 'Stops alone', kind: 'number' },
    ],
    rows: scoreLayers(matrix).map(({ layer, onlyItStops, stopsAlone }) => [
      layer,
      String(onlyItStops.length),
      String(stopsAlone.length),
    ]),
  })
}
