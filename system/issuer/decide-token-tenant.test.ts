import { expect, test } from 'vitest'
import type { IssuerClient } from '../contracts/issuer-clients.ts'
import { decideTokenTenant } from './decide-token-tenant.ts'

const client = (role: IssuerClient['role'], ...tenants: string[]): IssuerClient => ({
  clientId: 'c',
  clientSecret: 's'.repeat(16),
  role,
  tenants,
})

test.each([
  { role: 'caller', tenants: ['acme'], requested: undefined, outcome: 'acme' },
  { role: 'caller', tenants: ['acme'], requested: 'acme', outcome: 'acme' },
  { role: 'caller', tenants: ['acme'], requested: 'globex', outcome: 'access_denied' },
  { role: 'caller', tenants: [], requested: undefined, outcome: 'access_denied' },
  { role: 'caller', tenants: ['acme', 'globex'], requested: 'acme', outcome: 'access_denied' },
  { role: 'caller', tenants: ['ACME'], requested: undefined, outcome: 'access_denied' },
  { role: 'worker', tenants: ['acme', 'globex'], requested: 'globex', outcome: 'globex' },
  { role: 'worker', tenants: ['acme'], requested: 'globex', outcome: 'access_denied' },
  { role: 'worker', tenants: ['acme'], requested: undefined, outcome: 'invalid_request' },
  { role: 'worker', tenants: ['acme'], requested: '', outcome: 'invalid_request' },
  { role: 'worker', tenants: ['acme'], requested: ['acme', 'globex'], outcome: 'invalid_request' },
  { role: 'worker', tenants: ['a:caller'], requested: 'a:caller', outcome: 'invalid_request' },
  { role: 'caller', tenants: ['acme'], requested: 'platform-admin', outcome: 'invalid_request' },
] as const)('$role of $tenants asks for $requested: $outcome', ({ role, tenants, requested, outcome }) => {
  const decision = decideTokenTenant(client(role, ...tenants), requested)

  expect('tenant' in decision ? decision.tenant : decision.refusal).toBe(outcome)
})
