import { expect, test } from 'vitest'
import type { SeenFinding } from '../probes/audit-watch.ts'
import type { AuditNaming } from '../scenario/scenario.ts'
import { GLOBEX } from '../tenant-option.ts'
import { judgeNaming } from './judge-naming.ts'

const expected: AuditNaming = {
  by: 'audit',
  lint: 'row_security_not_forced',
  tenant: GLOBEX,
  objects: 'every table',
  withinMs: 1000,
}
const TABLES = ['tenant_globex.customers', 'tenant_globex.orders']
const found = (change: Partial<SeenFinding> = {}): SeenFinding => ({
  lint: expected.lint,
  level: 'ERROR',
  tenant: 'globex',
  object: 'tenant_globex.customers',
  detail: 'off',
  seenAt: 150,
  ...change,
})
const both = [found(), found({ object: 'tenant_globex.orders', seenAt: 300 })]
const judge = (open: readonly SeenFinding[], one: AuditNaming = expected) =>
  judgeNaming(open, [one], { since: 100, tablesOf: () => TABLES })

test('every table was named: as expected, after as long as the last took', () => {
  expect(judge(both)).toMatchObject([{ asExpected: true, afterMs: 200 }])
})

test('what was named before all faults were in place: after nothing', () => {
  expect(judge(both.map((one) => ({ ...one, seenAt: 50 })))).toMatchObject([{ asExpected: true, afterMs: 0 }])
})

test.each<[string, readonly SeenFinding[], AuditNaming, RegExp]>([
  ['nothing was named', [], expected, /was not named/],
  ['one table was not', [found()], expected, /not named: tenant_globex\.orders/],
  ['another tenant’s was', both.map((one) => ({ ...one, tenant: 'acme' })), expected, /was not named/],
  ['no leak was said where there is one', both, { ...expected, leaks: true }, /LEAK .* was not named/],
])('%s: not as expected', (_what, open, one, says) => {
  const [naming] = judge(open, one)
  expect(naming).toMatchObject({ asExpected: false, afterMs: null })
  expect(naming?.named).toMatch(says)
})

test('all was named, and too late: not as expected, with the time', () => {
  expect(judge(both, { ...expected, withinMs: 199 })).toMatchObject([{ asExpected: false, afterMs: 200 }])
})

test('something else was named that nobody broke: not as expected', () => {
  const stray = found({ lint: 'guard_disabled', tenant: null, object: 'easyflow_refuse_data_plane_ddl' })
  expect(judge([...both, stray])[1]).toMatchObject({ fault: 'nothing else', asExpected: false })
})

test('the same lint on what belongs to no tenant: part of the same fault', () => {
  expect(judge([...both, found({ tenant: null, object: 'easyflow' })])).toHaveLength(1)
})
