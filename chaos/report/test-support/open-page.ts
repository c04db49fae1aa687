import { createRequire } from 'node:module'

/** As much of an element as our tests ask for: the whole of the DOM's types would be global. */
export interface PageElement {
  readonly textContent: string
  getAttribute(name: string): string | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
}

export interface OpenPage {
  readonly body: PageElement
  readonly all: (selector: string) => readonly PageElement[]
  /** Runs a script in the page, as a tool from outside; the page's own policy is not in force here. */
  readonly evaluate: (script: string) => unknown
  readonly close: () => void
}

interface Window {
  readonly document: PageElement & { readonly body: PageElement }
  eval(script: string): unknown
  close(): void
}

/** Reads a page as a browser does, without drawing it. Nothing in it is run or fetched. */
export function openPage(page: string): OpenPage {
  const { JSDOM } = createRequire(import.meta.url)('jsdom') as {
    JSDOM: new (page: string, options: object) => { readonly window: Window }
  }
  const { window } = new JSDOM(page, { runScripts: 'outside-only' })
  return {
    body: window.document.body,
    all: (selector) => [...window.document.querySelectorAll(selector)],
    evaluate: (script) => window.eval(script),
    close: () => window.close(),
  }
}
