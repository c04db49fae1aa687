import { expect, test } from 'vitest'
import type { CheckerName } from '../checkers/registry.ts'
import { checkersOf } from '../checkers/core-checkers.ts'
import { judgeRun } from '../judge-run.ts'
import { validateScenario } from '../scenario/validate-scenario.ts'
import { buildSoundRun } from '../test-support/build-sound-run.ts'
import type { Outcome } from '../verdict.ts'
import { baseScenarios } from './base-scenarios.ts'
import { loadMutants } from './load-mutants.ts'
import type { Mutant } from './mutant.ts'
import { exitCodeOfMutants, renderKillMatrix } from './render-kill-matrix.ts'
import { judge, type MutantResult } from './run-mutants.ts'

const mutants = await loadMutants()
const mutant = mutants.find(({ name }) => name === 'complete-without-effects')
if (mutant === undefined) throw new Error('There is no such mutant')

const result = (change: Partial<MutantResult> = {}): MutantResult => ({
  mutant,
  scenario: 'plain-traffic',
  outcome: 'caught',
  verdicts: new Map<CheckerName, Outcome>([
    ['nothing-lost', 'violated'],
    ['nothing-stuck', 'holds'],
    ['effects-fenced', 'unknown'],
  ]),
  reason: 'lost effect',
  elapsedMs: 1000,
  directory: 'out/chaos/x',
  ...change,
})

test('the mutants: at least twenty, each judged by a checker that its scenario asks', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(20)
  for (const { name, scenario, caughtBy } of mutants)
    expect([name, checkersOf(baseScenarios[scenario])]).toEqual([name, expect.arrayContaining([caughtBy])])
})

test.each(Object.values(baseScenarios))(
  '$name: nothing is wrong with it but that it has no page',
  (scenario) => {
    expect(validateScenario(scenario).filter((fault) => !fault.includes('README.md'))).toEqual([])
  },
)

test.each<[string, (run: ReturnType<typeof buildSoundRun>) => void, string, RegExp]>([
  ['found with the words that it should', (run) => drop(run, 0), 'caught', /^lost effect/],
  [
    'found with other words',
    (run) => void run.witnesses.executions.rows.shift(),
    'survived',
    /something else: lost: /,
  ],
  ['not found', () => undefined, 'survived', /nothing-lost found nothing/],
  [
    'not known',
    (run) => Object.assign(run.witnesses, { executions: { isRead: false, reason: 'gone' } }),
    'survived',
    /nothing-lost did not know: /,
  ],
])('a lie that is %s', (_what, change, outcome, reason) => {
  const run = buildSoundRun()
  change(run)
  const any: Mutant = { ...mutant, says: /^lost effect: / }
  expect(judge(judgeRun(run), any)).toEqual({ outcome, reason: expect.stringMatching(reason) as unknown })
})

test('nobody lies, and a checker cries: a false alarm, told as one', () => {
  const run = buildSoundRun()
  drop(run, 0)
  expect(judge(judgeRun(run), undefined)).toMatchObject({ outcome: 'survived' })
})

test('a kill matrix: one row a mutant, one letter a checker, and the survivors by name', () => {
  const survivor = result({
    outcome: 'survived',
    verdicts: new Map([['nothing-lost', 'holds']]),
    reason: 'nothing-lost found nothing',
  })
  const lines = renderKillMatrix([result({ mutant: undefined, verdicts: new Map() }), result(), survivor])
  expect(lines.slice(0, 4)).toEqual([
    '                                   abc',
    `(no lie: plain-traffic)${' '.repeat(17)}quiet`,
    'complete-without-effects           ?X.  caught',
    'complete-without-effects            .   SURVIVED',
  ])
  expect(lines.join('\n')).toContain('1 of 2 mutants caught by the checker that has to, 3 s')
  expect(lines.join('\n')).toContain('complete-without-effects (survived): complete_step ends the execution')
})

test.each<[string, readonly MutantResult[], number]>([
  ['all are caught', [result({ mutant: undefined }), result()], 0],
  ['one survived', [result(), result({ outcome: 'survived' })], 1],
  ['somebody cried without a lie', [result({ mutant: undefined, outcome: 'survived' }), result()], 1],
  ['one could not be tried', [result(), result({ outcome: 'not tried' })], 2],
  ['nobody lied', [result({ mutant: undefined })], 2],
])('%s: the exit code says so', (_what, results, code) => {
  expect(exitCodeOfMutants(results)).toBe(code)
})

function drop(run: ReturnType<typeof buildSoundRun>, at: number): void {
  const row = run.witnesses.executions.rows[at]
  if (row === undefined) throw new Error('There is no such row')
  row.effects = 0
}
