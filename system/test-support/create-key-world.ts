import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keysInForce, type IssuerKey } from '../contracts/issuer-keys.ts'
import type { KeyRemoval } from '../contracts/key-removal.ts'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { storeKeys } from '../control-plane/keys/database-keys.ts'
import type { KeyDependencies } from '../control-plane/keys/key-dependencies.ts'
import { createPublishedKey, readKeys, writeKeys } from '../control-plane/keys/keys-file.ts'
import { openLayerProbes } from '../control-plane/keys/layer-probes.ts'
import { removeKey } from '../control-plane/keys/remove-key.ts'
import { signProbeToken } from '../control-plane/keys/sign-probe-token.ts'
import type { Installer } from '../platform/database/with-installer.ts'
import { isAcceptedByBroker } from '../platform/kafka/is-accepted-by-broker.ts'
import { buildTokenVerifier } from '../platform/tokens/build-token-verifier.ts'
import { createApiBackdrop, type ApiBackdrop } from './create-api-backdrop.ts'
import { createTestApi, type buildRateLimits } from './create-test-api.ts'
import { eventually } from './eventually.ts'
import { startTestBroker, type TestBroker } from './start-test-broker.ts'
import { createTestIssuer, type TestIssuer } from './test-issuer.ts'

export const KEY_WORLD_TENANT = parseTenantId('keyholder')
export const REMOVAL_ALLOWED_MS = 4000

/** What is otherwise than in a world where all is well. */
export interface KeyWorldChange {
  /** Where the api reads the key set. */
  readonly jwksUrl?: string
  readonly installer?: Installer | undefined
  readonly late?: Promise<Installer | undefined>
  /** Where the layers are asked. */
  readonly apiUrl?: string
  readonly databaseUrl?: string
  readonly brokers?: readonly string[]
  readonly rateLimits?: ReturnType<typeof buildRateLimits>
}

export interface Removed {
  readonly removal: KeyRemoval
  readonly outcomes: Readonly<Record<string, string>>
  readonly said: readonly { readonly atMs: number; readonly what: string }[]
}

/** A real api, broker and database that believe one issuer, whose keys file is changed under them. */
export interface KeyWorld {
  readonly keysFile: string
  /** Shows what the file says. Its address is the issuer of all tokens. */
  readonly live: TestIssuer
  /** Goes on showing the keys that it was given at the last renewal. */
  readonly frozen: TestIssuer
  readonly backdrop: ApiBackdrop
  readonly broker: TestBroker
  /** Two new keys, one that signs and one that retires, which all three layers know. */
  renewKeys(): Promise<{ readonly signing: IssuerKey; readonly second: IssuerKey }>
  /** From now on the key set shows the old keys for ever. */
  stopFollowing(): void
  dependenciesWith(change: KeyWorldChange): Promise<{
    readonly dependencies: KeyDependencies
    readonly said: Removed['said']
    readonly close: () => Promise<void>
  }>
  removeIn(change: KeyWorldChange, key: IssuerKey, limitMs?: number): Promise<Removed>
  close(): Promise<void>
}

/** Close it with `close()` after the last test that uses it. */
export async function createKeyWorld(): Promise<KeyWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'easyflow-keys-'))
  const keysFile = join(directory, 'keys.json')
  const backdrop = await createApiBackdrop([KEY_WORLD_TENANT])
  const live = backdrop.issuer
  const frozen = await createTestIssuer()
  const broker = await startTestBroker(live)
  const follow = setInterval(() => {
    void readKeys(keysFile).then(
      (keys) => live.publish(keysInForce(keys, Date.now()).map(publicOf)),
      () => undefined,
    )
  }, 20)
  const parts = { keysFile, backdrop, live, frozen, broker }
  const dependenciesWith: KeyWorld['dependenciesWith'] = async (change) => await wire(parts, change)
  return {
    ...parts,
    renewKeys: async () => await renewKeys(parts),
    stopFollowing: () => clearInterval(follow),
    dependenciesWith,
    removeIn: async (change, key, limitMs = REMOVAL_ALLOWED_MS) => {
      const { dependencies, close, said } = await dependenciesWith(change)
      try {
        const removal = await removeKey(key.kid, dependencies, limitMs)
        const outcomes = Object.fromEntries(removal.layers.map(({ layer, outcome }) => [layer, outcome]))
        return { removal, said, outcomes }
      } finally {
        await close()
      }
    },
    close: async () => {
      clearInterval(follow)
      await Promise.all([broker.stop(), frozen.close()])
      await backdrop.close()
      await rm(directory, { recursive: true })
    },
  }
}

type Parts = Pick<KeyWorld, 'keysFile' | 'backdrop' | 'live' | 'frozen' | 'broker'>

async function renewKeys({ keysFile, backdrop, live, frozen, broker }: Parts) {
  const signing: IssuerKey = { ...createPublishedKey(), state: 'signing' }
  const second: IssuerKey = {
    ...createPublishedKey(),
    state: 'retiring',
    notAfter: new Date(Date.now() + 300_000).toISOString(),
  }
  await writeKeys(keysFile, [signing, second], Date.now())
  live.publish([signing, second].map(publicOf))
  frozen.publish([signing, second].map(publicOf))
  const notes = { issuer: live.issuer, changedBy: 'test', nowMs: Date.now(), changes: [] }
  await storeKeys(backdrop.superuser, [signing, second], notes)
  // A key that the broker has not met yet fails its first token, while the broker reads the key set.
  for (const key of [signing, second]) {
    const token = signProbeToken(key, { issuer: live.issuer, tenant: KEY_WORLD_TENANT, nowMs: Date.now() })
    const ask = (): Promise<boolean> =>
      isAcceptedByBroker({ brokers: [broker.client], token, withinMs: 2000 })
    await eventually('the broker to know the key', async () => ((await ask()) ? true : undefined), {
      withinMs: 10_000,
    })
  }
  return { signing, second }
}

async function wire({ keysFile, backdrop, live, broker }: Parts, change: KeyWorldChange) {
  const jwksUrl = change.jwksUrl ?? live.jwksUrl
  const verifyToken = buildTokenVerifier({ issuer: live.issuer, jwksUrl, now: Date.now })
  const api = await createTestApi(backdrop, {
    authenticate: (request) => verifyToken((request.headers.authorization ?? '').replace('Bearer ', '')),
    ...(change.rateLimits === undefined ? {} : { rateLimits: change.rateLimits }),
  })
  const { probes, close } = openLayerProbes({
    apiUrl: change.apiUrl ?? api.url,
    brokers: change.brokers ?? [broker.client],
    databaseUrl: change.databaseUrl ?? backdrop.database.apiUrl,
    tenant: KEY_WORLD_TENANT,
  })
  const said: { atMs: number; what: string }[] = []
  const startedAt = performance.now()
  const dependencies: KeyDependencies = {
    issuer: live.issuer,
    jwksUrl: live.jwksUrl,
    keysFile,
    installer: 'installer' in change ? change.installer : backdrop.superuser,
    late: change.late,
    probes,
    tenant: KEY_WORLD_TENANT,
    changedBy: 'tester',
    now: Date.now,
    say: (what) => said.push({ atMs: performance.now() - startedAt, what }),
  }
  return { dependencies, close, said }
}

const publicOf = ({ kid, kty, n, e, alg, use }: IssuerKey): Record<string, unknown> => ({
  kid,
  kty,
  n,
  e,
  alg,
  use,
})
