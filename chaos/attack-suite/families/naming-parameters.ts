import type { SuiteAttack } from '../suite-attack.ts'
import { apiRefusals, toAttack } from './http-request.ts'

const paths: readonly (readonly [name: string, title: string, path: string])[] = [
  ['query-tenant', 'list executions with the victim named in the query', '/executions?tenant=globex'],
  ['query-tenant-id', 'list executions with tenant_id in the query', '/executions?tenant_id=globex'],
  ['query-array', 'list executions with a tenant in brackets in the query', '/executions?tenant[]=globex'],
  ['query-object', 'list executions with a filter object in the query', '/executions?filter[tenant]=globex'],
  [
    'query-twice',
    'list executions with a limit sent twice, the victim in the second',
    '/executions?limit=1&limit=globex',
  ],
  ['query-encoded', 'list executions with an encoded parameter name', '/executions?%74enant=globex'],
  [
    'query-semicolon',
    'list executions with parameters parted by a semicolon',
    '/executions?limit=1;tenant=globex',
  ],
  ['query-prototype', 'list executions with __proto__ in the query', '/executions?__proto__[tenant]=globex'],
  [
    'query-sql',
    'list executions of a workflow whose name is SQL',
    "/executions?workflow=x'%20or%20tenant_id='globex",
  ],
  [
    'query-status-sql',
    'list executions with SQL for a status',
    "/executions?status=COMPLETE'%20union%20select%20globex",
  ],
  ['query-public', 'name the victim at an address that needs no token', '/health/ready?tenant=globex'],
]
const cursor = Buffer.from('2999-01-01T00:00:00.000000Z/tenant_globex').toString('base64url')

/** The victim named in the query, in a path, or in a parameter that is sent twice. */
export const namingParameters: readonly SuiteAttack[] = [
  ...paths.map(([name, title, path]) =>
    toAttack({
      name,
      title,
      call: ({ own }) => ({ method: 'GET', path, token: own }),
      allowed: [apiRefusals.query],
      // A public address shows nobody's rows, whoever asks.
      ...(name === 'query-public' ? { removes: [] } : {}),
    }),
  ),
  toAttack({
    name: 'cursor-forged',
    title: 'list executions behind a cursor that names the victim',
    call: ({ own }) => ({
      method: 'GET',
      path: `/executions?cursor=${cursor}`,
      token: own,
      headers: { 'X-Tenant-ID': 'globex' },
    }),
    allowed: [apiRefusals.query],
  }),
  ...[
    ['path-tenant', '/tenants/globex/executions'],
    ['path-encoded-dots', '/executions/%2e%2e%2fglobex'],
    ['path-double-slash', '/.//executions'],
    ['path-admin', '/admin/tenants/globex'],
  ].map(([name = '', path = '']) =>
    toAttack({
      name,
      title: `ask for ${path}`,
      call: ({ own }) => ({ method: 'GET', path, token: own }),
      allowed: [apiRefusals.notFound, apiRefusals.query],
      removes: [],
    }),
  ),
]
