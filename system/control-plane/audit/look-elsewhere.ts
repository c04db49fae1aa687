import { isTenantId } from '../../contracts/tenant-id.ts'
import type { Installer } from '../../platform/database/with-installer.ts'
import type { KafkaAdminOptions } from '../../platform/kafka/kafka-admin.ts'
import { readBrokerAccess } from '../../platform/kafka/read-broker-access.ts'
import { loadSigningKeys } from '../../platform/tokens/load-signing-keys.ts'
import { compareBroker, type BareFinding } from './compare-broker.ts'
import { compareIssuerKeys, type StoredKey } from './compare-issuer-keys.ts'

/** Where the other two that verify for themselves are. */
export interface Elsewhere {
  readonly broker: KafkaAdminOptions
  readonly issuer: string
  readonly jwksUrl: string
}

const KEYS_WITHIN_MS = 2000

/**
 * Looks at the broker's rules and at the issuer's keys, as the tenants' registry and Postgres would have them.
 *
 * @returns what was found, and what could not be looked at, in words.
 */
export async function lookElsewhere(
  installer: Installer,
  { broker, issuer, jwksUrl }: Elsewhere,
): Promise<{ readonly findings: readonly BareFinding[]; readonly unseen: readonly string[] }> {
  const { rows: tenants } = await installer.query<{ tenant: string; isActive: boolean }>(
    `select tenant_id as tenant, status = 'active' as "isActive" from easyflow.tenants order by 1`,
  )
  const registered = tenants.flatMap(({ tenant, isActive }) =>
    isTenantId(tenant) ? [{ tenant, isActive }] : [],
  )
  const { rows: stored } = await installer.query<StoredKey>(
    'select issuer, kid, modulus::text as modulus from easyflow.issuer_keys where not_after > clock_timestamp() order by 1, 2',
  )
  const looks = await Promise.allSettled([
    readBrokerAccess(broker).then((access) => compareBroker(access, registered, broker.user)),
    readShown(jwksUrl).then((shown) => compareIssuerKeys(stored, { issuer, shown })),
  ])
  const names = ['the broker', 'the key set of the issuer']
  return {
    findings: looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : [])),
    unseen: looks.flatMap((look, index) =>
      look.status === 'rejected' ? [`${names[index]} could not be looked at: ${reasonOf(look.reason)}`] : [],
    ),
  }
}

async function readShown(jwksUrl: string): Promise<ReadonlyMap<string, string>> {
  const keys = await loadSigningKeys(jwksUrl, KEYS_WITHIN_MS)
  if (keys.size === 0) throw new Error('it is empty')
  return new Map([...keys].map(([kid, { modulus }]) => [kid, toDecimal(modulus)]))
}

const toDecimal = (encoded: string): string =>
  BigInt(`0x${Buffer.from(encoded, 'base64url').toString('hex')}`).toString()

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
