import { expect, test } from 'vitest'
import { checkExecutions, type ExecutionRow, type Submission } from './check-executions.ts'

const submission = (outcome: Submission['outcome']): Submission => ({
  tenant: 'acme',
  executionId: 'e1',
  outcome,
  marker: 'm1',
})
const row = (change: Partial<ExecutionRow> = {}): ExecutionRow => ({
  tenant: 'acme',
  executionId: 'e1',
  marker: 'm1',
  status: 'COMPLETE',
  effects: 1,
  ...change,
})
const accepted: Submission = { tenant: 'acme', executionId: 'e0', outcome: 'accepted', marker: 'm0' }
const acceptedRow = row({ executionId: 'e0', marker: 'm0' })

test('accepted and complete with one effect, refused and rejected without one: holds', () => {
  const verdict = checkExecutions(
    [accepted, submission('refused')],
    [acceptedRow, row({ status: 'REJECTED', effects: 0 })],
  )
  expect(verdict).toEqual({ outcome: 'holds', examined: 2 })
})

test('nothing accepted: unknown, never holds', () => {
  expect(checkExecutions([submission('refused')], [])).toMatchObject({ outcome: 'unknown' })
})

test.each([
  ['accepted', [], "lost: acme's e1 was accepted and is not there"],
  ['accepted', [row({ status: 'QUEUED', effects: 0 })], "stuck: acme's e1 is QUEUED"],
  ['accepted', [row({ effects: 2 })], "duplicate effect: acme's e1 had 2"],
  ['accepted', [row({ effects: 0 })], "lost effect: acme's e1 is COMPLETE with 0 effects"],
  ['accepted', [row({ tenant: 'globex' })], "misplaced: acme's e1 lies with globex"],
  ['refused', [row()], "executed but refused: acme's e1 was refused and is COMPLETE with 1 effects"],
  [
    'refused',
    [row({ status: 'QUEUED', effects: 0 })],
    "executed but refused: acme's e1 was refused and is QUEUED with 0 effects",
  ],
  ['perhaps', [row({ status: 'RUNNING', effects: 0 })], "stuck: acme's e1 had no answer and is RUNNING"],
] as const)('%s with rows %j: violated, %s', (outcome, rows, explanation) => {
  expect(checkExecutions([accepted, submission(outcome)], [acceptedRow, ...rows])).toMatchObject({
    outcome: 'violated',
    witnesses: expect.arrayContaining([{ explanation }]) as unknown,
  })
})

test.each(['COMPLETE', 'REJECTED'])('no answer, and the row is %s: holds, the read settles it', (status) => {
  expect(checkExecutions([accepted, submission('perhaps')], [acceptedRow, row({ status })])).toMatchObject({
    outcome: 'holds',
  })
})
