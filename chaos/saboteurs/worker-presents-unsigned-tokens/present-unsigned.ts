import { principalOf } from '../../../system/contracts/names.ts'
import type { TenantId } from '../../../system/contracts/tenant-id.ts'
import type { WorkerReplacements } from '../build-saboteur.ts'

type TokenSource = Parameters<NonNullable<WorkerReplacements['tokens']>>[0]

/** What the worker presents to broker and database: its genuine token's claims, and nobody's signature. */
export const presentUnsigned = (asItShouldBe: TokenSource): TokenSource => {
  const made = new Map<TenantId, { readonly of: string; readonly unsigned: string }>()
  return {
    tokenFor: async (tenant) => {
      const token = await asItShouldBe.tokenFor(tenant)
      const known = made.get(tenant)
      if (known?.of === token) return known.unsigned
      const unsigned = withoutSignature(token, tenant)
      made.set(tenant, { of: token, unsigned })
      return unsigned
    },
    forget: (tenant, token) => {
      const known = made.get(tenant)
      made.delete(tenant)
      asItShouldBe.forget(tenant, known?.unsigned === token ? known.of : token)
    },
  }
}

/** A broker that checks no signature looks for the principal in `sub`. */
function withoutSignature(token: string, tenant: TenantId): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >
  return `${[{ alg: 'none' }, { ...claims, sub: principalOf(tenant, 'worker') }].map(encode).join('.')}.`
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
