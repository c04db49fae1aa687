declare const safeText: unique symbol

/** Text that may stand in a page as it is. Only `html` makes it. */
export interface Html {
  readonly text: string
  readonly [safeText]: true
}

type Part = Html | string | number | undefined | false | readonly Part[]

/**
 * Puts text into a page: html`<td>${answer}</td>`. What is put in is escaped, for an element's text and for a
 * quoted attribute alike, unless `html` made it; arrays are joined, `undefined` and `false` leave nothing.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = literals.map((literal, index) => literal + textOf(parts[index])).join('')
  return { text } as Html
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escapeText(part)
  return 'text' in part ? part.text : part.map(textOf).join('')
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

// Control, direction and zero-width characters too: an answer must not be shown as what it is not.
const UNSEEN = /[\p{Cc}\p{Cf}]/gu

const escapeText = (text: string): string =>
  text
    .replace(UNSEEN, (character) => (character === '\n' ? '\n' : '\u{fffd}'))
    .replace(/[&<>"']/g, (character) => escapes[character] ?? '')
