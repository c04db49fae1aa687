/** Breaks `text` at spaces into lines of at most `width` characters; a longer word is cut. Never empty. */
export function foldText(text: string, width: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (current !== '' && current.length + 1 + word.length <= width) {
      current = `${current} ${word}`
      continue
    }
    if (current !== '') lines.push(current)
    const pieces = cutWord(word, width)
    current = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  return [...lines, current]
}

function cutWord(word: string, width: number): string[] {
  const pieces: string[] = []
  for (let start = 0; start < word.length; start += width) pieces.push(word.slice(start, start + width))
  return pieces
}
