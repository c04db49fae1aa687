import { expect, test } from 'vitest'
import type { EventOf, HistoryEvent } from '../history/history-event.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import type { Verdict } from '../verdict.ts'
import { checkMeasurementsKept } from './measurements-kept.ts'

const [scenario] = await loadScenarios()
const atMost100 = { on: 'value', kind: 'at most', limit: 100 } as const

function measured(
  value: number,
  rest: Partial<Pick<EventOf<'measured'>, 'bound' | 'doubt'>> & { readonly samples?: number } = {},
): HistoryEvent {
  const { bound = atMost100, doubt = null, samples = 30 } = rest
  const quantity = { of: 'beside', value, samples, samplesMin: 20, lowest: value, highest: value }
  return { at: 1, kind: 'measured', label: 'p95 of globex', unit: 'ms', quantities: [quantity], bound, doubt }
}

function judge(...history: readonly HistoryEvent[]): Verdict {
  if (scenario === undefined) throw new Error('There is no scenario')
  const unread = { isRead: false, reason: 'of no matter' } as const
  const witnesses = {
    executions: unread,
    effects: unread,
    messages: unread,
    offsets: unread,
    catalogue: unread,
    logged: unread,
    canaries: {},
  }
  return checkMeasurementsKept({ scenario, history, witnesses })
}

test('what was measured is within its bound: holds', () => {
  expect(judge(measured(100), measured(7, { bound: null }))).toEqual({ outcome: 'holds', examined: 1 })
})

test('what was measured is beyond its bound: violated, and the witness names both', () => {
  expect(judge(measured(40), measured(140))).toEqual({
    outcome: 'violated',
    examined: 2,
    witnesses: [{ explanation: 'p95 of globex: 140 ms, claimed is at most 100 ms' }],
  })
})

test.each<[string, HistoryEvent]>([
  ['there is doubt', measured(140, { doubt: 'others had half of the machine' })],
  ['there are too few samples', measured(40, { samples: 3 })],
  ['nothing has a bound', measured(40, { bound: null })],
])('%s: unknown', (_what, event) => {
  expect(judge(event).outcome).toBe('unknown')
})

test('a bound that is broken beside one that nobody can judge: violated', () => {
  expect(judge(measured(140), measured(40, { samples: 3 })).outcome).toBe('violated')
})
