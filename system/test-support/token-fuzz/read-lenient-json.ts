export type LenientObject = Readonly<Record<string, unknown>>

/** What the broker's reader forgives although it is no JSON; each is taken back, and nothing else. */
const FORGIVEN: readonly (readonly [what: RegExp, by: string])[] = [
  // A backslash before a letter that it has no meaning with.
  [/(\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))|\\/g, '$1'],
  // Zeros before a number.
  [/(?<=[:,[\s]-?)0+(?=\d)/g, ''],
  // Commas and colons more than once, or at an end.
  [/,(?:\s*,)+/g, ','],
  [/:(?:\s*:)+/g, ':'],
  [/,(?=\s*[}\]])|(?<=[{[]\s*),/g, ''],
  // A text after the end that nothing closes.
  [/(?<=\})\s*"[^"]*$/g, ''],
]
// oxlint-disable-next-line no-control-regex -- it forgives these, bare, in a text.
const CONTROLS = /[\u0000-\u001f\u007f]/g

/** Reads an object as Java's json-simple does, of which jose4j has a copy; `undefined`: it cannot be read so. */
export function readLenientJson(text: string): LenientObject | undefined {
  const attempts = [text, text.replaceAll(CONTROLS, ' ')]
  for (const [what, by] of FORGIVEN) attempts.push((attempts.at(-1) ?? text).replaceAll(what, by))
  for (const spelled of attempts) {
    try {
      const value: unknown = JSON.parse(spelled)
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as LenientObject
    } catch {
      // Read it less strictly.
    }
  }
  return undefined
}
