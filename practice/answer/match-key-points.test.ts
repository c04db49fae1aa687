import { expect, test } from 'vitest'
import { countWords } from './count-words.ts'
import { matchKeyPoints } from './match-key-points.ts'

const keyPoints = [
  { point: 'row-level security', patterns: [/\brow[- ]level\b/i, /\bRLS\b/i] },
  { point: 'signed token', patterns: [/\bsigned token\b/i] },
]

test.each([
  { answer: 'We use RLS.', said: [true, false] },
  { answer: 'Row level rules, and a signed\ntoken.', said: [true, true] },
  { answer: 'We trust the API.', said: [false, false] },
  { answer: '', said: [false, false] },
])('"$answer" says $said', ({ answer, said }) => {
  expect(matchKeyPoints(answer, keyPoints)).toEqual(said)
})

test('words are matched, not meaning: a denial counts, and the screen says so', () => {
  expect(matchKeyPoints('We have no row-level security.', keyPoints)).toEqual([true, false])
})

test.each([
  { text: 'multi-tenant workflow automation', count: 3 },
  { text: '  one \n two  ', count: 2 },
  { text: 'a - b', count: 2 },
  { text: '99.9 % of it', count: 3 },
  { text: '', count: 0 },
])('"$text" counts $count words', ({ text, count }) => {
  expect(countWords(text)).toBe(count)
})
