const asciiOf: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '…': '...',
  '≤': '<=',
  '≥': '>=',
  '×': 'x',
  '·': '-',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
}

// Escape sequences first, whole; then whatever control, direction or zero-width characters are left. What a
// proof reports has passed through attacked processes: none of it may move the cursor or hide text.
// oxlint-disable-next-line no-control-regex
const ESCAPE_SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)/g
const UNSEEN_CHARACTERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** `text` without anything a terminal would obey, in ASCII when `unicode` is false. Line ends become spaces. */
export function printableText(text: string, unicode: boolean): string {
  const seen = text.replace(ESCAPE_SEQUENCES, '').replace(UNSEEN_CHARACTERS, ' ')
  if (unicode) return seen
  return seen.replace(/[^ -~]/gu, (character) => asciiOf[character] ?? '?')
}
