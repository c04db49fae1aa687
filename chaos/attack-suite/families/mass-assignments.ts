import type { SuiteAttack } from '../suite-attack.ts'
import { WRITE_WALLS } from '../walls.ts'
import { apiRefusals, toAttack } from './http-request.ts'

const bodies: readonly (readonly [
  name: string,
  title: string,
  members: Readonly<Record<string, unknown>>,
])[] = [
  ['tenant', 'the tenant', { tenant: 'globex' }],
  ['tenant-id', 'tenant_id', { tenant_id: 'globex' }],
  ['id', 'the id', { executionId: '00000000-0000-4000-8000-000000000001' }],
  ['status', 'the status', { status: 'COMPLETE' }],
  ['cost', 'the price', { cost: 0, mode: 'realtime' }],
  ['attempt', 'the attempt', { attempt: 99 }],
  ['prototype', 'the prototype', { constructor: { prototype: { tenant: 'globex' } } }],
  ['nested-tenant', 'the tenant inside another member', { trace: { tenantId: 'globex' } }],
]

/** Members in a body that the system alone may set. */
export const massAssignments: readonly SuiteAttack[] = [
  ...bodies.map(([name, title, members]) =>
    toAttack({
      name: `assign-${name}`,
      title: `start an execution and set ${title} in the body`,
      call: ({ own, label }) => ({
        method: 'POST',
        path: '/workflows/execute',
        token: own,
        body: { workflow: 'record-note', mode: 'balanced', input: { marker: label }, ...members },
      }),
      allowed: [apiRefusals.body],
      // Only what names a tenant reaches somebody else's.
      ...(JSON.stringify(members).includes('globex')
        ? { aim: 'write' as const, removes: WRITE_WALLS }
        : { aim: 'be accepted' as const, removes: ['api-strictness'] as const }),
    }),
  ),
  toAttack({
    name: 'start-for-victim',
    title: 'start an execution with the victim named in a header',
    call: ({ own, label }) => ({
      method: 'POST',
      path: '/workflows/execute',
      token: own,
      headers: { 'X-Tenant-ID': 'globex' },
      body: { workflow: 'record-note', mode: 'balanced', input: { marker: label } },
    }),
    ignoredWith: 'HTTP 202',
    aim: 'write',
    removes: WRITE_WALLS,
    mayTouchOwn: true,
  }),
  toAttack({
    name: 'define-for-victim',
    title: "put a workflow under the victim's name",
    call: ({ own }) => ({
      method: 'PUT',
      path: '/workflows/globex',
      token: own,
      headers: { 'X-Tenant-ID': 'globex' },
      body: { steps: [{ name: 'planted', kind: 'record' }] },
    }),
    ignoredWith: 'HTTP 200',
    aim: 'write',
    removes: WRITE_WALLS,
    mayTouchOwn: true,
  }),
]
