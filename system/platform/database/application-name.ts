import { isTenantId, type TenantId } from '../../contracts/tenant-id.ts'
import type { LogScope } from '../log/log-scope.ts'

/** Postgres cuts a longer one. */
const LENGTH_MAX = 63
const PATTERN = /^(easyflow-)?(api|worker)(?:\/([a-z0-9]{1,31})\/([\w-]{22}))?$/
const OTHERS = new Set(['easyflow-control-plane', 'easyflow-chaos'])

/**
 * The application name under which one call of a tenant's function is made: `api/acme/S_kvNXezTaajzpKdDg5HNg`.
 * The trace id stands in base64url, since in hexadecimal it would not fit beside the longest tenant id.
 *
 * @param base of the pool: `easyflow-api`.
 * @returns nothing when there is no trace, or its id is none.
 */
export function buildApplicationName(
  base: string,
  tenant: TenantId,
  { traceId }: Pick<LogScope, 'traceId'>,
): string | undefined {
  if (!/^[0-9a-f]{32}$/.test(traceId)) return undefined
  const name = `${base.replace('easyflow-', '')}/${tenant}/${Buffer.from(traceId, 'hex').toString('base64url')}`
  return name.length <= LENGTH_MAX ? name : undefined
}

/** What an application name says, or nothing when it is not one of ours: a client may call itself anything. */
export function readApplicationName(text: string): {
  readonly client?: string
  readonly tenantId?: TenantId
  readonly traceId?: string
} {
  if (OTHERS.has(text)) return { client: text }
  const [, prefix, part = '', tenant = '', trace = ''] = PATTERN.exec(text) ?? []
  if (part === '') return {}
  const client = `easyflow-${part}`
  if (tenant === '') return prefix === undefined ? {} : { client }
  if (prefix !== undefined || !isTenantId(tenant)) return {}
  return { client, tenantId: tenant, traceId: Buffer.from(trace, 'base64url').toString('hex') }
}
