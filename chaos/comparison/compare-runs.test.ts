import { expect, test } from 'vitest'
import type { HistoryEvent } from '../history/history-event.ts'
import { compareRuns, type ComparedRun } from './compare-runs.ts'

type Event<Kind extends HistoryEvent['kind']> = Extract<HistoryEvent, { kind: Kind }>
const kinds = ['realtime', 'balanced', 'balanced', 'realtime', 'eco'] as const

const invoked = (op: string, mode: Event<'invoked'>['mode'], workflow = 'record-note'): HistoryEvent => ({
  at: 1,
  kind: 'invoked',
  op,
  tenant: 'acme',
  mode,
  workflow,
})
const attack: Event<'attack-sent'> = {
  at: 2,
  kind: 'attack-sent',
  id: 2,
  attack: 'inject-sql',
  title: 'acme reads',
  purpose: 'attack',
  expected: 'refused by database: ^SQLSTATE 28000$',
}
const met: Event<'attack-met'> = {
  at: 3,
  kind: 'attack-met',
  id: 2,
  refusedBy: 'database',
  answer: 'SQLSTATE 28000',
  asExpected: true,
  elapsedMs: 5,
}

interface Change {
  readonly count?: number
  readonly modeOf?: (index: number) => Event<'invoked'>['mode']
  readonly isTwice?: (index: number) => boolean
  readonly fault?: Readonly<Record<string, unknown>>
  readonly refusedBy?: 'api' | 'database'
  readonly flood?: readonly number[]
  readonly outcome?: 'holds' | 'violated'
  readonly seed?: number
}

function runOf(name: string, change: Change = {}): ComparedRun {
  const {
    count = 5,
    modeOf = (index: number) => kinds[index % 5] ?? 'eco',
    seed = 7,
    outcome = 'holds',
  } = change
  const label = `some-scenario-${seed}-${name}`
  const operations = Array.from({ length: count }, (_, index): readonly HistoryEvent[] => {
    const op = `${label}-acme-${index}`
    const again: HistoryEvent = { at: 1, kind: 'repeat-sent', op }
    return [invoked(op, modeOf(index)), ...(change.isTwice?.(index) === true ? [again] : [])]
  }).flat()
  const history: readonly HistoryEvent[] = [
    { at: 0, kind: 'run-began', scenario: 'some-scenario', label, seed, time: '2026-11-25T22:00:00.000Z' },
    { at: 1, kind: 'act-began', act: 'something breaks' },
    { at: 1, kind: 'fault-intended', id: 1, fault: 'disable-row-security', options: change.fault ?? {} },
    ...operations,
    attack,
    { ...met, refusedBy: change.refusedBy ?? 'database' },
    ...(change.flood ?? []).map((index) => invoked(`${label}-flood-${index}`, 'balanced', 'flood')),
  ]
  const verdicts = [{ checker: 'nothing-lost', verdict: { outcome } }]
  return { name, seed, history, judgement: { outcome, verdicts } }
}

test('three runs of one seed that differ in times, labels and length only: the same', () => {
  expect(compareRuns([runOf('a'), runOf('b', { count: 9 }), runOf('c', { count: 4 })])).toEqual({
    isSame: true,
    said: '4 operations in 1 streams, 3 steps',
    operations: 4,
  })
})

test('a flood that is answered in another order, and leaves out another request: the same', () => {
  expect(compareRuns([runOf('a', { flood: [0, 1, 2] }), runOf('b', { flood: [1, 0, 3] })]).isSame).toBe(true)
})

test.for<[string, Change, string]>([
  [
    'one operation of another kind',
    { modeOf: (index) => (index === 3 ? 'eco' : (kinds[index] ?? 'eco')) },
    'stream acme, operation 4: 3: realtime record-note of acme in a, 3: eco record-note of acme in b',
  ],
  [
    'one operation sent twice',
    { isTwice: (index) => index === 0 },
    'stream acme, operation 1: 0: realtime record-note of acme in a, 0: realtime record-note of acme, sent twice in b',
  ],
  [
    'a fault told something else',
    { fault: { tenant: 'acme' } },
    'step 2: fault disable-row-security {} in a',
  ],
  ['operations under a name that the other has not', { flood: [0] }, 'stream flood: nothing in a, balanced'],
  ['an attack met by another layer', { refusedBy: 'api' }, 'attack 2, acme reads: refused by database'],
  ['another verdict', { outcome: 'violated' }, 'verdict: holds in a, violated in b'],
  ['another seed', { seed: 8 }, 'seed 7 in a, 8 in b'],
  ['no operation', { count: 0 }, 'stream acme: 0: realtime record-note of acme in a, nothing in b'],
])('two runs that differ in %s: told apart, by the first difference', ([, change, said]) => {
  const comparison = compareRuns([runOf('a'), runOf('b', change)])
  expect(comparison.isSame).toBe(false)
  expect(comparison.said).toContain(said)
})

test('one run only, or two without an operation: nothing was compared', () => {
  expect(compareRuns([runOf('a')]).isSame).toBe(false)
  expect(compareRuns([runOf('a', { count: 0 }), runOf('b', { count: 0 })]).isSame).toBe(false)
})
