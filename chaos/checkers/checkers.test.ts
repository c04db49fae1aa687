import { expect, test } from 'vitest'
import { judgeRun } from '../judge-run.ts'
import { buildSoundRun } from '../test-support/build-sound-run.ts'
import type { Case } from '../test-support/checker-cases/case.ts'
import { executionCases } from '../test-support/checker-cases/execution-cases.ts'
import { holdingCases } from '../test-support/checker-cases/holding-cases.ts'
import { otherCases } from '../test-support/checker-cases/other-cases.ts'
import { unknownCases } from '../test-support/checker-cases/unknown-cases.ts'
import { checkersOf } from './core-checkers.ts'
import { checkers } from './registry.ts'

const cases: readonly Case[] = [
  ...[...executionCases, ...otherCases].map((one) => ({ ...one, outcome: 'violated' }) as const),
  ...unknownCases.map((one) => ({ ...one, outcome: 'unknown' }) as const),
  ...holdingCases.map((one) => ({ ...one, outcome: 'holds' }) as const),
]

test.each(cases)('$checker, $what: $outcome', ({ checker, change, outcome, says }) => {
  const run = buildSoundRun()
  change(run)
  const verdict = checkers[checker](run)
  expect(verdict).toMatchObject({ outcome })
  const said = {
    violated: (): readonly string[] =>
      verdict.outcome === 'violated' ? verdict.witnesses.map(({ explanation }) => explanation) : [],
    unknown: (): readonly string[] => (verdict.outcome === 'unknown' ? [verdict.reason] : []),
    holds: (): readonly string[] => (verdict.outcome === 'holds' ? [verdict.note ?? ''] : []),
  }[outcome]()
  // One of them; when none does, all are shown.
  expect(said.find((text) => says.test(text)) ?? said.join('\n')).toMatch(says)
})

test('a run in which all went as it should: every checker holds', () => {
  const run = buildSoundRun()
  const judgement = judgeRun(run)
  expect(judgement.verdicts.filter(({ verdict }) => verdict.outcome !== 'holds')).toEqual([])
  expect(judgement.verdicts.map(({ checker }) => checker)).toEqual(checkersOf(run.scenario))
})

test('every checker of the core: shown to hold, to be violated, and not to know', () => {
  for (const name of checkersOf(buildSoundRun().scenario)) {
    if (name === 'executions-accounted-for') continue
    const tried = new Set(cases.filter(({ checker }) => checker === name).map(({ outcome }) => outcome))
    // These two say whether anything can be judged at all: they never find a violation.
    const isGate = name === 'faults-took-hold' || name === 'enough-happened'
    expect([name, isGate || tried.has('violated'), tried.has('unknown')]).toEqual([name, true, true])
  }
})

test('a checker that the scenario leaves out with a reason: is not asked', () => {
  const run = buildSoundRun()
  const leavesOut = [{ checker: 'no-tenant-starved', because: 'it is about one tenant' }] as const
  expect(checkersOf({ ...run.scenario, leavesOut })).not.toContain('no-tenant-starved')
})
