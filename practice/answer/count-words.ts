/** How many words `text` has as it is spoken: a hyphenated word is one, a lone dash is none. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}
