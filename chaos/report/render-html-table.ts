import { html, type Html } from './html.ts'

export interface Column {
  readonly title: string
  /** Default: words. */
  readonly kind?: 'number' | 'words' | 'short'
}

export interface HtmlTable {
  readonly caption: string
  readonly columns: readonly [Column, ...Column[]]
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly (Html | string)[])[]
}

/**
 * A table with a caption and scopes. On a phone its rows are stacked, each cell under its row's name with its
 * column's name before it; figures stay in columns, in a region that can be scrolled by keyboard. Roles are
 * written out, since a browser forgets them for what is not laid out as a table.
 */
export function renderHtmlTable({ caption, columns, rows }: HtmlTable): Html {
  const figures = columns.filter(({ kind }) => kind === 'number').length
  const layout = figures > columns.length / 2 ? 'columns' : 'stacked'
  const cell = (content: Html | string, index: number): Html => {
    if (index === 0) return html`<th scope="row" role="rowheader">${content}</th>`
    const { kind = 'words', title } = columns[index] ?? { title: '' }
    return html`<td class="${kind}" role="cell" data-column="${title}">${content}</td>`
  }
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table class="${layout}" role="table">
      <caption>
        ${caption}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map(({ title }) => html`<th scope="col" role="columnheader">${title}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (row) =>
            html`<tr role="row">
              ${row.map(cell)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `
}

/** The same, folded away: the figures that a drawing shows. */
export const renderFoldedTable = (summary: string, table: HtmlTable): Html =>
  html`<details>
    <summary>${summary}</summary>
    ${renderHtmlTable(table)}
  </details> `
