import { expect, test } from 'vitest'
import type { PlaceRow } from './place-row.ts'
import { exitStatusOf, renderPlaces, type Tried } from './render-places.ts'

const outcome = { status: 0, line: 'COMPLETE', isAsExpected: true }
const row: PlaceRow = {
  name: 'here',
  done: 'start | stop',
  expected: 'it runs',
  needsRoot: false,
  attempt: () => Promise.resolve(outcome),
}
const fine: Tried = { row, outcome, seconds: 1 }
const odd: Tried = { row, outcome: { ...outcome, isAsExpected: false }, seconds: 1 }
const untried: Tried = { row, outcome: undefined, reason: 'needs root', seconds: 0 }

test.each([
  { tried: [fine, fine], status: 0, situation: 'all as expected' },
  { tried: [fine, odd, untried], status: 1, situation: 'one not as expected' },
  { tried: [fine, untried], status: 2, situation: 'one not tried' },
  { tried: [], status: 2, situation: 'none tried' },
])('$situation: exit status $status', ({ tried, status }) => {
  expect(exitStatusOf(tried)).toBe(status)
})

test('the table: a row not tried says why, and what was done cannot break the columns', () => {
  expect(renderPlaces([fine, untried]).split('\n').slice(2)).toEqual([
    String.raw`| here | start \| stop | it runs | 0: COMPLETE | 1.0 | ok |`,
    String.raw`| here | start \| stop | it runs | not tried: needs root | 0.0 | - |`,
  ])
})
