import { html, type Html } from './html.ts'
import { style } from './style.ts'

export interface Page {
  readonly title: string
  /** Stands above the table of contents. */
  readonly head: Html
  readonly sections: readonly Section[]
  readonly foot: Html
}

export interface Section {
  /** kebab-case; unique in the page. */
  readonly id: string
  readonly title: string
  readonly body: Html
}

/**
 * A whole page in one file. Its policy lets it fetch nothing and run nothing, whatever a text in it says; the
 * styles are its own.
 */
export function renderPage({ title, head, sections, foot }: Page): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${title}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        ${PATTERNS}
        <header>
          ${head}
          <nav aria-label="Contents">
            <ul>
              ${sections.map((section) => html`<li><a href="#${section.id}">${section.title}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main id="main" tabindex="-1">
          ${sections.map(
            ({ id, title: heading, body }) =>
              html`<section aria-labelledby="${id}">
                <h2 id="${id}">${heading}</h2>
                ${body}
              </section> `,
          )}
        </main>
        <footer>${foot}</footer>
      </body>
    </html> `
  return page.text
}

/** Our own style sheet: quotes in it are to stay what they are. */
const trusted = (text: string): Html => ({ ...html``, text })

/** What charts fill with: told from plain areas without colour. */
const PATTERNS = html`<svg
  width="0"
  height="0"
  aria-hidden="true"
  focusable="false"
  style="position:absolute"
>
  <defs>
    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="2" height="5" style="fill:var(--bad)"></rect>
    </pattern>
  </defs>
</svg>`
