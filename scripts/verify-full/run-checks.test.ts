import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { longChecks, type LongCheck } from './long-checks.ts'
import { renderEvidence } from './render-evidence.ts'
import { exitStatusOf, renderOutcomes, runChecks, type Outcome } from './run-checks.ts'

const checkOf = (name: string): LongCheck => ({ name, minutes: 1, promise: 'it holds', command: [name] })
const outcomeOf = (name: string, exitStatus: number): Outcome => ({
  check: checkOf(name),
  exitStatus,
  elapsedMs: 90_000,
  output: 'much\n\u001B[32m4 of 4 hold\u001B[39m\n',
})

test('a check that is violated: the ones after it run all the same', async () => {
  const statuses: Readonly<Record<string, number>> = { first: 0, second: 1, third: 0 }
  const outcomes = await runChecks(Object.keys(statuses).map(checkOf), (check) =>
    Promise.resolve({ exitStatus: statuses[check.name] ?? 70, output: '' }),
  )
  expect(outcomes.map(({ check, exitStatus }) => [check.name, exitStatus])).toEqual(Object.entries(statuses))
})

test.each([130, 143])('a check that was stopped (%i): no other begins', async (status) => {
  const outcomes = await runChecks(['first', 'second'].map(checkOf), () =>
    Promise.resolve({ exitStatus: status, output: '' }),
  )
  expect(outcomes).toHaveLength(1)
})

test.each([
  { situation: 'all hold', statuses: [0, 0], status: 0 },
  { situation: 'one is violated', statuses: [0, 2, 70, 1], status: 1 },
  { situation: 'one is unknown', statuses: [0, 2], status: 2 },
  { situation: 'one crashed, one is unknown', statuses: [2, 70, 0], status: 70 },
  { situation: 'none ran', statuses: [], status: 2 },
])('$situation: exit status $status', ({ statuses, status }) => {
  expect(exitStatusOf(statuses.map((one) => outcomeOf('one', one)))).toBe(status)
})

test('the table: a line a check, and what they come to together', () => {
  expect(
    renderOutcomes([outcomeOf('token-fuzz', 0), outcomeOf('bench', 1), outcomeOf('x', 69)]).split('\n'),
  ).toEqual([
    'check       outcome                  minutes',
    'token-fuzz  holds                        1.5',
    'bench       VIOLATED                     1.5',
    'x           FAILED (exit status 69)      1.5',
    'total       1 of 3 hold                  4.5',
  ])
})

test('the page of evidence: when, what of, the table, and the end of what each check printed, without colours', () => {
  const page = renderEvidence([outcomeOf('token-fuzz', 0), outcomeOf('bench', 1)], {
    revision: '0123456789ab',
    startedAt: new Date('2026-01-02T03:04:05Z'),
    loadBefore: 0.21,
    machine: 'two processors',
  })
  expect(page).toContain('2026-01-02 03:04 UTC, revision 0123456789ab, two processors, load before 0.2.')
  expect(page).toContain('total       1 of 2 hold')
  expect(page).toContain(
    '## bench: VIOLATED\n\nIt holds: **not**. `bench`, 1.5 minutes. The end of what it printed:',
  )
  expect(page).toContain('```\nmuch\n4 of 4 hold\n```')
})

test('every check of the list: a name of its own, and a script that package.json has', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(resolve(import.meta.dirname, '../..'), 'package.json'), 'utf8')))
  expect(longChecks.length).toBeGreaterThan(0)
  expect(new Set(longChecks.map(({ name }) => name)).size).toBe(longChecks.length)
  for (const { command } of longChecks) expect(scripts).toHaveProperty([command[3] ?? ''])
})
