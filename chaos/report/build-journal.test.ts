import { expect, test } from 'vitest'
import { buildJournal } from './build-journal.ts'
import { journalSchema } from './journal-schema.ts'
import { history, recordedRun } from './test-support/recorded-run.ts'

const without = (...kinds: readonly string[]): typeof history =>
  history.filter(({ kind }) => !kinds.includes(kind))
const journal = buildJournal(recordedRun)

test('a finished run: its journal has every field of the specification and no other', () => {
  expect(journalSchema.parse(journal)).toEqual(journal)
})

test('a field that the specification does not know: the schema refuses it', () => {
  expect(journalSchema.safeParse({ ...journal, verdict: 'holds' }).success).toBe(false)
  expect(journalSchema.safeParse({ ...journal, status: 'deviated' }).success).toBe(false)
  expect(journalSchema.safeParse({ ...journal, start: '2026-03-01 10:00' }).success).toBe(false)
})

test('the experiment is the declaration: what is injected, attacked and healed, last first', () => {
  const { method, rollbacks, contributions, tags } = journal.experiment
  expect(method.map(({ name }) => name)).toEqual([
    'inject replace-api',
    'inject disable-row-security',
    "acme reads globex's executions",
    'globex itself starts one',
    'with the walls down it reads them',
  ])
  expect(rollbacks?.map(({ name }) => name)).toEqual(['heal disable-row-security', 'heal replace-api'])
  expect({ contributions, tags }).toMatchObject({ contributions: { isolation: 'high' }, tags: ['security'] })
})

test('what was carried out: each with times of the day, seconds, and what came of it', () => {
  expect(journal.run[0]).toEqual({
    activity: journal.experiment.method[0],
    status: 'succeeded',
    start: '2026-03-01T10:00:00.899Z',
    end: '2026-03-01T10:00:01.399Z',
    duration: 0.5,
    output: expect.stringMatching(/^it answers /),
  })
  expect(journal.run[2]).toMatchObject({
    activity: journal.experiment.method[2],
    output: 'refused by the database: SQLSTATE 28000',
  })
})

test('a fault that could not be healed: a failed rollback with the reason', () => {
  expect(
    journal.rollbacks.map(({ status, duration, exception }) => ({ status, duration, exception })),
  ).toEqual([
    { status: 'succeeded', duration: 0.05, exception: undefined },
    { status: 'failed', duration: 0.05, exception: 'it would not stop' },
  ])
})

test('a steady state that does not come back: failed, and deviated', () => {
  const { status, deviated, steady_states: states } = journal
  expect({ status, deviated }).toEqual({ status: 'failed', deviated: true })
  expect(states.before?.steady_state_met).toBe(true)
  expect(states.after?.probes[1]).toMatchObject({ status: 'failed', exception: 'it did not answer' })
})

test.each<[string, typeof history, string]>([
  ['nobody wrote its end: it was killed', without('run-ended'), 'aborted'],
  [
    'somebody ended it',
    [...without('run-ended'), { at: 4000, kind: 'run-ended', reason: 'interrupted', isInterrupted: true }],
    'interrupted',
  ],
  [
    'it broke',
    [...without('run-ended', 'steady-state'), { at: 4000, kind: 'run-ended', reason: 'no broker' }],
    'aborted',
  ],
  ['all of it was done', without('steady-state'), 'completed'],
])('%s: the journal says so', (_what, told, status) => {
  const ended = buildJournal({ ...recordedRun, history: told })
  expect(journalSchema.parse(ended).status).toBe(status)
})

test('an injection that nobody saw the end of: failed, and said', () => {
  const told = without('fault-injected', 'attack-met')
  const [fault, , attack] = buildJournal({ ...recordedRun, history: told }).run
  expect(fault).toMatchObject({ status: 'failed', exception: 'the run ended before it could be observed' })
  expect(attack).toMatchObject({ status: 'failed', exception: 'what it met is not known' })
})
