import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HistoryEvent } from '../history/history-event.ts'
import { judgeRun } from '../judge-run.ts'
import { buildSoundRun, type SoundOperation, type WrittenRun } from '../test-support/build-sound-run.ts'
import { acceptedAtEpochMs, damages } from '../test-support/damages.ts'
import type { CheckerName } from './registry.ts'

const operation: fc.Arbitrary<SoundOperation> = fc.record({
  tenant: fc.constantFrom('acme', 'globex'),
  mode: fc.constantFrom('realtime', 'balanced', 'eco'),
  fate: fc.constantFrom('accepted', 'refused', 'taken back', 'done', 'undone'),
  isRepeated: fc.boolean(),
  isWatched: fc.boolean(),
  attempts: fc.integer({ min: 1, max: 4 }),
})
/** Whatever else there is, enough of each tenant in each third. */
const ENOUGH: readonly SoundOperation[] = (['acme', 'globex'] as const).flatMap((tenant) =>
  Array.from(
    { length: 4 },
    () =>
      ({
        tenant,
        mode: 'realtime',
        fate: 'accepted',
        isRepeated: false,
        isWatched: true,
        attempts: 1,
      }) as const,
  ),
)
const operations = fc
  .array(fc.array(operation, { maxLength: 6, minLength: 6 }), { minLength: 3, maxLength: 3 })
  .map((thirds) => thirds.flatMap((third) => [...third, ...ENOUGH]))

const outcomesOf = (run: WrittenRun): ReadonlyMap<CheckerName, string> =>
  new Map(
    judgeRun({ ...run, scenario: { ...run.scenario, checkers: [] } }).verdicts.map(({ checker, verdict }) => [
      checker,
      verdict.outcome,
    ]),
  )

test('any run in which all went as it should: every checker holds', () => {
  fc.assert(
    fc.property(operations, (planned) => {
      expect([...outcomesOf(buildSoundRun(planned)).values()].every((outcome) => outcome === 'holds')).toBe(
        true,
      )
    }),
    { numRuns: 30 },
  )
})

test.each(damages)('any sound run, $what: $foundBy finds it, and no other cries', ({ foundBy, inflict }) => {
  fc.assert(
    fc.property(operations, fc.nat(60), (planned, at) => {
      const run = buildSoundRun(planned)
      inflict(run, at)
      const wrong = [...outcomesOf(run)].filter(([, outcome]) => outcome !== 'holds')
      expect(wrong).toEqual([[foundBy, 'violated']])
    }),
    { numRuns: 30 },
  )
})

test('any sound run, an answer that was lost on the way: perhaps done, never failed, and all holds', () => {
  fc.assert(
    fc.property(operations, fc.nat(60), (planned, at) => {
      const run = buildSoundRun(planned)
      const { row } = acceptedAtEpochMs(run, at)
      run.history = run.history.filter(
        (event) => !('op' in event) || event.kind === 'invoked' || event.op !== row.marker,
      )
      expect([...outcomesOf(run).values()]).not.toContain('violated')
    }),
    { numRuns: 30 },
  )
})

test('any sound run, a fault that silently did not take hold: the run is unknown', () => {
  fc.assert(
    fc.property(operations, fc.constantFrom('', undefined), (planned, evidence) => {
      const run = buildSoundRun(planned)
      run.history = run.history.flatMap((event): readonly HistoryEvent[] => {
        if (event.kind !== 'fault-injected') return [event]
        return evidence === undefined ? [] : [{ ...event, evidence }]
      })
      expect(judgeRun(run)).toMatchObject({ outcome: 'unknown', isAsDeclared: false })
    }),
    { numRuns: 30 },
  )
})
