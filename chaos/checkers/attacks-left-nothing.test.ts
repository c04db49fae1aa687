import { expect, test } from 'vitest'
import type { Footprint, HistoryEvent } from '../history/history-event.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import type { Verdict } from '../verdict.ts'
import { buildSoundRun } from '../test-support/build-sound-run.ts'
import { checkAttacksLeftNothing } from './attacks-left-nothing.ts'

const [scenario] = await loadScenarios()
const nothing: Footprint = { schemas: [], isCatalogueChanged: false }

function judge(
  footprint: Footprint | undefined,
  purpose: 'attack' | 'negative control' = 'attack',
  before: readonly HistoryEvent[] = [],
): Verdict {
  if (scenario === undefined) throw new Error('There is no scenario')
  const history: HistoryEvent[] = [
    ...before,
    { at: 1, kind: 'attack-sent', id: 1, attack: 'try', title: 'acme writes', purpose, expected: 'refused' },
    {
      at: 2,
      kind: 'attack-met',
      id: 1,
      refusedBy: 'database',
      answer: 'SQLSTATE 28000',
      asExpected: true,
      elapsedMs: 1,
      attackers: ['acme'],
      ...(footprint === undefined ? {} : { footprint }),
    },
  ]
  const { witnesses } = buildSoundRun()
  return checkAttacksLeftNothing({ scenario, history, witnesses })
}

const inSchema = (schema: string, rows: number, rejected: number, effects: number): Footprint => ({
  schemas: [{ schema, rows, rejected, effects }],
  isCatalogueChanged: false,
})

test.each<[string, Footprint]>([
  ['nothing', nothing],
  ['rows of its own', inSchema('tenant_acme', 2, 0, 1)],
  ['a row that was taken back', inSchema('tenant_globex', 1, 1, 0)],
])('an attack left %s: holds', (_what, footprint) => {
  expect(judge(footprint)).toEqual({ outcome: 'holds', examined: 1 })
})

test.each<[string, Footprint, RegExp]>([
  ['a row with its victim', inSchema('tenant_globex', 2, 1, 0), /acme writes: 1 rows in tenant_globex/],
  ['an effect with its victim', inSchema('tenant_globex', 1, 1, 1), /1 effects in tenant_globex/],
  ['a row in no tenant’s schema', inSchema('public', 1, 0, 0), /1 rows in public/],
  ['another catalogue', { ...nothing, isCatalogueChanged: true }, /catalogue is another/],
])('an attack left %s: violated', (_what, footprint, explanation) => {
  const verdict = judge(footprint)
  expect(verdict.outcome).toBe('violated')
  expect(JSON.stringify(verdict)).toMatch(explanation)
})

test('nobody read what an attack left, or nothing was attacked: unknown', () => {
  expect(judge(undefined).outcome).toBe('unknown')
  expect(judge(inSchema('tenant_globex', 1, 0, 0), 'negative control').outcome).toBe('unknown')
})

test('a step that only looks is not searched for what it left: the attacks beside it are judged', () => {
  const look = {
    at: 0,
    kind: 'attack-sent',
    id: 0,
    attack: 'look',
    title: 'somebody looks',
    purpose: 'attack',
    expected: 'a row',
    isOrdinary: true,
  } as const
  expect(judge(nothing, 'attack', [look])).toEqual({ outcome: 'holds', examined: 1 })
})
