import { expect, test } from 'vitest'
import type { EventOf } from '../history/history-event.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import { buildSoundRun } from '../test-support/build-sound-run.ts'
import type { Verdict } from '../verdict.ts'
import { checkFaultsNamed } from './faults-named.ts'

const scenario = (await loadScenarios()).find(({ name }) => name === 'two-walls-down')

type Named = EventOf<'named'>
const named = (lint: string, change: Partial<Named> = {}): Named => ({
  at: 1,
  kind: 'named',
  watcher: 'audit',
  fault: `${lint} of globex`,
  named: `${lint} on 7 objects of globex`,
  afterMs: 200,
  asExpected: true,
  ...change,
})
const grants = named('grant_to_login')
const rows = named('row_security_not_forced')

function judge(history: readonly Named[], isExpected = true): Verdict {
  if (scenario === undefined) throw new Error('There is no scenario two-walls-down')
  const { witnesses } = buildSoundRun()
  const [{ named: _named, ...act }] = scenario.acts
  return checkFaultsNamed({
    scenario: isExpected ? scenario : { ...scenario, acts: [act] },
    history,
    witnesses,
  })
}

test('both faults were named in time: holds', () => {
  expect(judge([grants, rows])).toEqual({ outcome: 'holds', examined: 2 })
})

test.each<[string, Named, RegExp]>([
  ['was not named', { ...rows, afterMs: null, asExpected: false }, /^not named: /],
  ['was named late', { ...rows, afterMs: 1200, asExpected: false }, /^named late: .* after 1200 ms/],
  [
    'was named beside something nobody broke',
    named('nothing else', { afterMs: null, asExpected: false }),
    /^not named: .*nothing else/,
  ],
])('a fault %s: violated', (_what, event, says) => {
  const verdict = judge([grants, rows, event])
  expect(verdict).toMatchObject({ outcome: 'violated' })
  expect(verdict.outcome === 'violated' && verdict.witnesses[0].explanation).toMatch(says)
})

test('a fault was named late on a machine that something else kept busy: unknown', () => {
  const late = { ...rows, afterMs: 1200, asExpected: false, doubt: 'something else kept the machine busy' }
  expect(judge([grants, late])).toMatchObject({ outcome: 'unknown' })
})

test('nobody looked, or nothing was to be named: unknown', () => {
  expect(judge([grants])).toMatchObject({ outcome: 'unknown' })
  expect(judge([grants, rows], false)).toMatchObject({ outcome: 'unknown' })
})
