import { expect, test } from 'vitest'
import { foldText } from './fold-text.ts'
import { formatClock, formatDuration } from './format-duration.ts'
import { joinItems } from './join-items.ts'
import { span, textOf, type Page } from './line.ts'
import { paragraph, paragraphs } from './paragraph.ts'
import { printableText } from './printable-text.ts'

const narrow: Page = { width: 20, unicode: true }
const ascii: Page = { width: 20, unicode: false }

test.each([
  { text: 'one two three', width: 7, lines: ['one two', 'three'] },
  { text: 'one\n  two', width: 10, lines: ['one two'] },
  { text: 'abcdefghij', width: 4, lines: ['abcd', 'efgh', 'ij'] },
  { text: 'ab abcdefgh ij', width: 4, lines: ['ab', 'abcd', 'efgh', 'ij'] },
  { text: '', width: 4, lines: [''] },
])('folding "$text" at $width: $lines', ({ text, width, lines }) => {
  expect(foldText(text, width)).toEqual(lines)
})

test.each([
  { title: 'colours and cursor moves', text: '\u001b[31mred\u001b[2K', printed: 'red' },
  { title: 'a window title', text: '\u001b]0;title\u0007text', printed: 'text' },
  { title: 'line ends, bells and tabs', text: 'a\r\nb\u0007\tc', printed: 'a b c' },
  { title: 'direction overrides and zero-width characters', text: 'a\u202eb\u200bc', printed: 'a b c' },
])('printable text loses $title', ({ text, printed }) => {
  expect(printableText(text, true)).toBe(printed)
})

test('without Unicode: known characters are spelt in ASCII, others become question marks', () => {
  expect(printableText('a → b … ≤ 3 “q” é 🙂', false)).toBe('a -> b ... <= 3 "q" ? ?')
  expect(printableText('a → é', true)).toBe('a → é')
})

test('a paragraph with a lead: later lines hang below the text', () => {
  const lines = paragraph('one two three four', narrow, { indent: 2, lead: span('Claim', 'strong') })
  expect(lines.map(textOf)).toEqual(['  Claim one two', '        three four'])
  expect(lines[0]?.map(({ tone }) => tone)).toEqual(['plain', 'strong', 'plain'])
})

test('an ASCII page: the arrow is spelt out before lines are measured', () => {
  expect(paragraph('1234567890 12345678→x', ascii).map(textOf)).toEqual(['1234567890', '12345678->x'])
})

test('paragraphs keep the empty line between them', () => {
  expect(paragraphs('one\ntwo\n\nthree', narrow, { indent: 1 }).map(textOf)).toEqual([
    ' one two',
    '',
    ' three',
  ])
})

test('joined items: a line ends between items', () => {
  expect(joinItems(['p prove', 'n next', 'q quit'], narrow, 'faint').map(textOf)).toEqual([
    'p prove · n next',
    'q quit',
  ])
})

test.each([
  { ms: 0, text: '0 ms' },
  { ms: 999.4, text: '999 ms' },
  { ms: 999.6, text: '1.0 s' },
  { ms: 59_949, text: '59.9 s' },
  { ms: 59_960, text: '1:00 min' },
  { ms: 125_000, text: '2:05 min' },
])('$ms milliseconds read $text', ({ ms, text }) => {
  expect(formatDuration(ms)).toBe(text)
})

test('a clock counts minutes and seconds', () => {
  expect([0, 7400, 61_000, 600_000].map(formatClock)).toEqual(['0:00', '0:07', '1:01', '10:00'])
})
