import { html, type Html } from '../report/html.ts'
import { keyOf, LEAK, type Matrix } from './matrix.ts'
import { shortCell } from './short-cell.ts'

const ROW = 26
const COLUMN = 92
const NAMES = 430
const TOP = 34

/**
 * The matrix with one layer removed as a drawing for documents: light and dark, and a leak is told by its word
 * and its frame, not by colour alone.
 */
export function renderMatrixSvg(matrix: Matrix): string {
  const names = matrix.layers.map(({ name }) => name)
  const columns = [
    { key: '', title: 'none' },
    ...names.map((name) => ({ key: name, title: name })),
    { key: keyOf(names), title: 'all' },
  ]
  const width = NAMES + columns.length * COLUMN
  const height = TOP + matrix.attacks.length * ROW + 8
  const leaks = matrix.attacks.filter(({ cells }) => names.some((name) => cells[name] === LEAK)).length
  const drawing = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-labelledby="t d"
  >
    <title id="t">Ablation matrix: who stops each attack with one layer removed</title>
    <desc id="d">
      ${matrix.attacks.length} attacks, ${names.length} layers. ${leaks} of the attacks succeed when a single
      layer is removed.
    </desc>
    <style>
      text {
        font:
          13px system-ui,
          sans-serif;
        fill: #1b1f24;
      }
      .head {
        font-weight: 700;
      }
      .page {
        fill: #fff;
      }
      .stopped {
        fill: #e3f2e6;
        stroke: #9cc5a6;
      }
      .leak {
        fill: #fde4e4;
        stroke: #a40e26;
        stroke-width: 2;
      }
      @media (prefers-color-scheme: dark) {
        text {
          fill: #e6edf3;
        }
        .page {
          fill: #0f1318;
        }
        .stopped {
          fill: #16301d;
          stroke: #3d6b49;
        }
        .leak {
          fill: #481519;
          stroke: #ff9088;
        }
      }
    </style>
    <rect class="page" width="${width}" height="${height}"></rect>
    ${columns.map(
      ({ title }, index) => html`<text class="head" x="${NAMES + index * COLUMN + 4}" y="22">${title}</text>`,
    )}
    ${matrix.attacks.map((attack, row) => drawRow(attack, row, columns))}
  </svg> `
  return drawing.text
}

function drawRow(
  { title, cells }: Matrix['attacks'][number],
  row: number,
  columns: readonly { readonly key: string }[],
): Html {
  const y = TOP + row * ROW
  return html`<text x="4" y="${y + 17}">${title}</text> ${columns.map(({ key }, index) => {
      const x = NAMES + index * COLUMN
      return html`<rect
          class="${cells[key] === LEAK ? 'leak' : 'stopped'}"
          x="${x + 1}"
          y="${y + 1}"
          width="${COLUMN - 4}"
          height="${ROW - 4}"
          rx="3"
        ></rect>
        <text x="${x + 7}" y="${y + 17}">${shortCell(cells[key])}</text>`
    })}`
}
