import type { SuiteAttack } from '../suite-attack.ts'
import { LIST, toAttack } from './http-request.ts'

const headers: readonly (readonly [name: string, header: string, value: string])[] = [
  ['tenant-id', 'X-Tenant-ID', 'globex'],
  ['tenant', 'X-Tenant', 'globex'],
  ['forwarded-host', 'X-Forwarded-Host', 'globex.easyflow.example'],
  ['forwarded-user', 'X-Forwarded-User', 'tenant:globex:caller'],
  ['forwarded', 'Forwarded', 'for=127.0.0.1;host=globex.easyflow.example'],
  ['original-url', 'X-Original-URL', '/tenants/globex/executions'],
  ['rewrite-url', 'X-Rewrite-URL', '/tenants/globex/executions'],
  ['method-override', 'X-HTTP-Method-Override', 'GET globex'],
  ['organization', 'X-Org-ID', 'globex'],
  ['impersonate', 'Impersonate-User', 'tenant:globex:caller'],
  ['remote-user', 'Remote-User', 'globex'],
  ['cookie', 'Cookie', 'tenant=globex; session=admin'],
  ['baggage', 'Baggage', 'tenant=globex'],
]

/** A list of executions, with the victim named in a header. */
export const namingHeaders: readonly SuiteAttack[] = headers.map(([name, header, value]) =>
  toAttack({
    name: `header-${name}`,
    title: `list executions with the victim named in ${header}`,
    call: ({ own }) => ({ method: 'GET', path: LIST, token: own, headers: { [header]: value } }),
    ignoredWith: 'HTTP 200',
  }),
)
