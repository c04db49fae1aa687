import { expect, test } from 'vitest'
import type { Card } from '../deck/card.ts'
import { hostileQuestions } from '../deck/hostile-questions.ts'
import { pitches } from '../deck/pitches.ts'
import { helpText } from '../help-text.ts'
import { holds } from '../test-support/fake-proofs.ts'
import { textOf, type Line, type Page } from '../../chaos/terminal/line.ts'
import { renderBar } from './render-bar.ts'
import { renderDeck } from './render-deck.ts'
import { renderInstructions, renderQuestion } from './render-question.ts'
import { renderReview } from './render-review.ts'
import { renderSummary } from './render-summary.ts'
import { renderVerdictTable } from './render-verdict-table.ts'

const rung = { challenge: 'Prove it.', reply: 'Here.' }
const card: Card = {
  id: 'tea',
  askedBy: 'a guest',
  question: 'How do you make tea?',
  target: { seconds: 10, wordsMin: 20, wordsMax: 24 },
  modelAnswer: 'Boil water.\n\nAdd leaves.',
  keyPoints: [
    { point: 'boil water', patterns: [/boil/i] },
    { point: 'add leaves', patterns: [/lea(f|ves)/i] },
  ],
  pushback: [rung, rung, rung],
  proofs: ['tea'],
}
const page: Page = { width: 60, unicode: false }
const textsOf = (lines: readonly Line[]): string[] => lines.map(textOf)

test('a question: where it stands, who asks, and how long the answer should be', () => {
  expect(textsOf(renderQuestion(card, { number: 2, count: 5 }, page))).toEqual([
    '-- Question 2 of 5 -----------------------------------------',
    'How do you make tea?',
    'asked by a guest - 0:10 spoken - 20-24 words',
    '',
  ])
})

test('a typed answer: time, words against the target, points hit and missed, the model answer', () => {
  const review = { card, elapsedMs: 12_000, words: 18, said: [true, false] }
  expect(textsOf(renderReview(review, page))).toEqual([
    '',
    'Time    0:12 on the clock, target 0:10 spoken',
    'Words   18, about 7-9 s spoken, target 20-24: 2 short',
    '        ....................#.=====.............',
    '',
    'Key points 1 of 2 (words are matched, not meaning; o 2',
    '           overrules point 2)',
    '  + 1 boil water',
    '  x 2 add leaves',
    '',
    'Model answer',
    '  Boil water.',
    '',
    '  Add leaves.',
    '',
  ])
})

test('a spoken answer: the clock is compared, and the points are for the user to tick', () => {
  const lines = textsOf(renderReview({ card, elapsedMs: 9000, words: 0, said: [false, false] }, page))
  expect(lines.slice(1, 6)).toEqual([
    'Time    0:09 on the clock, target 0:10 spoken; nothing',
    '        typed, so it counts as spoken',
    '        .....................===#==.............',
    '',
    'Key points 0 of 2 (tick what you said; o 2 overrules point',
  ])
})

test.each([
  { value: 0, bar: '#....====...' },
  { value: 20, bar: '.....===#...' },
  { value: 900, bar: '.....====..#' },
])('a bar for $value of 13 to 20: $bar', ({ value, bar }) => {
  const line = renderBar({ value, min: 13, max: 20 }, { width: 12, unicode: false }, 0)
  expect(textOf(line)).toBe(bar)
})

test('the verdict table: one row a question, and a question without a proof says so', () => {
  const rows = [
    { question: 'How do you make tea?', outcome: 'holds', elapsedMs: 4321 } as const,
    { question: 'Why not coffee?', outcome: null, elapsedMs: null },
  ]
  expect(textsOf(renderVerdictTable(rows, page)).map((line) => line.trimEnd())).toEqual([
    'question              verdict           time',
    '---------------------------------------------',
    'How do you make tea?  holds             4.3 s',
    'Why not coffee?       proof comes next',
  ])
})

test('the verdict table on a page too narrow for columns: a line for each cell', () => {
  const rows = [{ question: 'Why not coffee?', outcome: 'violated', elapsedMs: 50 } as const]
  expect(textsOf(renderVerdictTable(rows, { width: 24, unicode: false }))).toEqual([
    'question: Why not',
    '          coffee?',
    'verdict: violated',
    'time: 50 ms',
  ])
})

test('the summary: time, words, points and the worst verdict of each question', () => {
  const spoken = { card, elapsedMs: 9000, words: 0, said: [true, true], verdicts: [] }
  const typed = { card, elapsedMs: 12_000, words: 18, said: [true, false], verdicts: [holds] }
  expect(textsOf(renderSummary([spoken, typed], page))).toEqual([
    'question              time  words   points  proof',
    '---------------------------------------------------',
    'How do you make tea?  0:09  spoken  2/2     not run',
    'How do you make tea?  0:12  18      1/2     holds',
  ])
})

test.each([20, 40, 60, 80])(
  '%i columns: no line of the deck, its reviews or its table is longer',
  (width) => {
    const narrow = { width, unicode: true }
    const cards = [...pitches, ...hostileQuestions]
    const lines = [
      ...renderInstructions(narrow),
      ...renderDeck(cards, narrow),
      ...cards.flatMap((card) => {
        const review = { card, elapsedMs: 65_000, words: 250, said: card.keyPoints.map(() => true) }
        return [...renderReview(review, narrow), ...renderSummary([{ ...review, verdicts: [holds] }], narrow)]
      }),
      ...renderVerdictTable(
        cards.map(({ question }) => ({ question, outcome: 'violated', elapsedMs: 65_000 })),
        narrow,
      ),
    ]
    expect(textsOf(lines).filter((line) => line.length > width)).toEqual([])
  },
)

test('the help text fits 60 columns, in ASCII', () => {
  expect(helpText.split('\n').filter((line) => line.length > 60 || /[^ -~]/.test(line))).toEqual([])
})
