import { expect, test } from 'vitest'
import { workflowDefinitionSchema } from './workflow-definition.ts'

const wait = { name: 'rest', kind: 'wait', waitMs: 10 }
const record = { name: 'note', kind: 'record' }

test('a wait with a step after it: accepted', () => {
  expect(workflowDefinitionSchema.safeParse({ steps: [wait, record] }).success).toBe(true)
})

test.each([
  [
    'a wait at the end',
    [record, wait],
    'A wait needs a step after it: an execution is complete with its last step',
  ],
  ['two steps of one name', [record, record], 'Step names must differ'],
])('%s: refused', (_title, steps, message) => {
  expect(workflowDefinitionSchema.safeParse({ steps }).error?.issues).toMatchObject([{ message }])
})

test('an unknown kind, an unknown member, no step: refused', () => {
  for (const steps of [[{ name: 'x', kind: 'shell' }], [{ ...record, tenant: 'globex' }], []]) {
    expect(workflowDefinitionSchema.safeParse({ steps }).success).toBe(false)
  }
})
