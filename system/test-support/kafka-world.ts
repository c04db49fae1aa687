import { randomUUID } from 'node:crypto'
import type { Hint } from '../contracts/hint.ts'
import { parseTenantId, type TenantId } from '../contracts/tenant-id.ts'
import type { Identity, TokenClaims } from '../contracts/token.ts'
import { openKafkaAdmin, type KafkaAdmin } from '../platform/kafka/kafka-admin.ts'
import type { KafkaLog } from '../platform/kafka/kafka-log.ts'
import { buildLogger } from '../platform/log/build-logger.ts'
import { claimsOf, type Members } from './sign-test-token.ts'
import { startTestBroker, type TestBroker } from './start-test-broker.ts'
import { createTestIssuer, type TestIssuer } from './test-issuer.ts'

/** A broker with the tenants acme and globex, and an issuer that it believes. */
export interface KafkaWorld {
  readonly issuer: TestIssuer
  readonly broker: TestBroker
  readonly admin: KafkaAdmin
  readonly close: () => Promise<void>
}

/** For the hook that makes a world: the first one on a machine may have to fetch Kafka. */
export const WORLD_WITHIN_MS = 180_000

export const acme = parseTenantId('acme')
export const globex = parseTenantId('globex')
export const silentLog: KafkaLog = buildLogger({ part: 'test', level: 'silent' })

export async function createKafkaWorld(): Promise<KafkaWorld> {
  const issuer = await createTestIssuer()
  const broker = await startTestBroker(issuer)
  const admin = await openKafkaAdmin({ brokers: [broker.internal], ...broker.admin, log: silentLog })
  for (const tenant of [acme, globex]) await admin.provisionTenant(tenant, { partitions: 1 })
  return {
    issuer,
    broker,
    admin,
    close: async () => {
      await admin.close()
      await broker.stop()
      await issuer.close()
    },
  }
}

/** A genuine caller of `tenant`. */
export function callerOf({ issuer }: KafkaWorld, tenant: TenantId, claims: Members = {}): Identity {
  return identityOf(issuer.sign({ ...claimsOf(tenant), ...claims }))
}

/** What an api that verifies nothing makes of a token. */
export function identityOf(token: string): Identity {
  const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return { token, claims: payload as TokenClaims }
}

export const createHint = (): Hint => ({ version: 1, executionId: randomUUID(), mode: 'balanced' })
