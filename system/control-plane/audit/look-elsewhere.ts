import { isTenantId } from '../../contracts/tenant-id.ts'
import type { Installer } from '../../platform/database/with-installer.ts'
import type { KafkaAdminOptions } from '../../platform/kafka/kafka-admin.ts'
import { readBrokerRules, readBrokerSettings } from '../../platform/kafka/read-broker-access.ts'
import { loadSigningKeys } from '../../platform/tokens/load-signing-keys.ts'
import { compareBrokerSettings } from './compare-broker-settings.ts'
import { compareBroker, type BareFinding, type RegisteredTenant } from './compare-broker.ts'
import { compareIssuerKeys, type StoredKey } from './compare-issuer-keys.ts'

/** Where the other two that verify for themselves are. */
export interface Elsewhere {
  readonly broker: KafkaAdminOptions
  readonly issuer: string
  readonly jwksUrl: string
}

/** What Postgres holds of that which the others are compared with. */
export interface Registry {
  readonly tenants: readonly RegisteredTenant[]
  readonly keys: readonly StoredKey[]
}

/** Something outside of Postgres that is looked at by itself. */
export interface ElsewherePart {
  readonly name: string
  /** How often a watch looks. */
  readonly everyMs: number
  /** Changed here and there one after the other, so that a difference may be over at the next look. */
  readonly differsInPassing: boolean
  readonly look: (registry: Registry) => Promise<readonly BareFinding[]>
}

const KEYS_WITHIN_MS = 2000

/** What is looked at besides Postgres, as the tenants' registry would have it. */
export function elsewherePartsOf({ broker, issuer, jwksUrl }: Elsewhere): readonly ElsewherePart[] {
  return [
    {
      name: 'the key set of the issuer',
      everyMs: 1000,
      differsInPassing: true,
      look: async ({ keys }) => compareIssuerKeys(keys, { issuer, shown: await readShown(jwksUrl) }),
    },
    {
      name: 'the rules of the broker',
      everyMs: 2000,
      differsInPassing: false,
      look: async ({ tenants }) => compareBroker(await readBrokerRules(broker), tenants, broker.user),
    },
    {
      name: 'the settings of the broker',
      everyMs: 10_000,
      differsInPassing: false,
      look: async () => compareBrokerSettings(await readBrokerSettings(broker)),
    },
  ]
}

/**
 * Looks once at everything outside of Postgres.
 *
 * @returns what was found, and what could not be looked at, in words.
 */
export async function lookElsewhere(
  installer: Installer,
  elsewhere: Elsewhere,
): Promise<{ readonly findings: readonly BareFinding[]; readonly unseen: readonly string[] }> {
  const registry = await readRegistry(installer)
  const parts = elsewherePartsOf(elsewhere)
  const looks = await Promise.allSettled(parts.map((part) => part.look(registry)))
  return {
    findings: looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : [])),
    unseen: looks.flatMap((look, index) =>
      look.status === 'rejected'
        ? [`${parts[index]?.name} could not be looked at: ${reasonOf(look.reason)}`]
        : [],
    ),
  }
}

/** Reads the registered tenants and the keys that Postgres believes. */
export async function readRegistry(installer: Installer): Promise<Registry> {
  const { rows: tenants } = await installer.query<{ tenant: string; isActive: boolean }>(
    `select tenant_id as tenant, status = 'active' as "isActive" from easyflow.tenants order by 1`,
  )
  const { rows: keys } = await installer.query<StoredKey>(
    'select issuer, kid, modulus::text as modulus from easyflow.issuer_keys where not_after > clock_timestamp() order by 1, 2',
  )
  return {
    tenants: tenants.flatMap(({ tenant, isActive }) => (isTenantId(tenant) ? [{ tenant, isActive }] : [])),
    keys,
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
