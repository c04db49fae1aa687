import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { issuerKeysSchema, keysInForce, type IssuerKey } from '../../contracts/issuer-keys.ts'
import { parseTenantId } from '../../contracts/tenant-id.ts'
import { openInstaller, type OpenInstaller } from '../../platform/database/with-installer.ts'
import { isAcceptedByBroker } from '../../platform/kafka/is-accepted-by-broker.ts'
import { buildTokenVerifier } from '../../platform/tokens/build-token-verifier.ts'
import { createApiBackdrop, type ApiBackdrop } from '../../test-support/create-api-backdrop.ts'
import { createDatabase } from '../../test-support/create-database.ts'
import { buildRateLimits, createTestApi } from '../../test-support/create-test-api.ts'
import { eventually } from '../../test-support/eventually.ts'
import { startTestBroker, type TestBroker } from '../../test-support/start-test-broker.ts'
import { createTestIssuer, type TestIssuer } from '../../test-support/test-issuer.ts'
import { dropKey, listDatabaseKeys, storeKeys } from './database-keys.ts'
import type { KeyDependencies } from './key-dependencies.ts'
import { createPublishedKey, readKeys, writeKeys } from './keys-file.ts'
import { openLayerProbes } from './layer-probes.ts'
import { removeKey } from './remove-key.ts'
import { rotateKeys } from './rotate-keys.ts'
import { signProbeToken } from './sign-probe-token.ts'

const tenant = parseTenantId('keyholder')
const ALLOWED_MS = 4000
let directory: string
let keysFile: string
/** Shows what the file says. Its address is the issuer of all tokens. */
let live: TestIssuer
/** Goes on showing the keys that it was given once. */
let frozen: TestIssuer
let backdrop: ApiBackdrop
let otherDatabase: OpenInstaller
let broker: TestBroker
let follow: NodeJS.Timeout

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'easyflow-keys-'))
  keysFile = join(directory, 'keys.json')
  backdrop = await createApiBackdrop(['keyholder'])
  otherDatabase = await openInstaller((await createDatabase()).installerUrl)
  live = backdrop.issuer
  frozen = await createTestIssuer()
  broker = await startTestBroker(live)
  follow = setInterval(() => {
    void readKeys(keysFile).then(
      (keys) => live.publish(keysInForce(keys, Date.now()).map(publicOf)),
      () => undefined,
    )
  }, 20)
}, 180_000)
afterAll(async () => {
  clearInterval(follow)
  await Promise.all([otherDatabase.close(), broker.stop(), frozen.close()])
  await backdrop.close()
  await rm(directory, { recursive: true })
})

const publicOf = ({ kid, kty, n, e, alg, use }: IssuerKey): Record<string, unknown> => ({
  kid,
  kty,
  n,
  e,
  alg,
  use,
})

let signing: IssuerKey
let second: IssuerKey

/** Two keys that all three layers know. */
beforeEach(async () => {
  signing = { ...createPublishedKey(), state: 'signing' }
  second = {
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
    const token = signProbeToken(key, { issuer: live.issuer, tenant, nowMs: Date.now() })
    const ask = (): Promise<boolean> =>
      isAcceptedByBroker({ brokers: [broker.client], token, withinMs: 2000 })
    await eventually('the broker to know the key', async () => ((await ask()) ? true : undefined), {
      withinMs: 10_000,
    })
  }
})

async function worldWith(change: {
  jwksUrl?: string
  installer?: OpenInstaller
  brokers?: readonly string[]
  rateLimits?: ReturnType<typeof buildRateLimits>
}) {
  const jwksUrl = change.jwksUrl ?? live.jwksUrl
  const verifyToken = buildTokenVerifier({ issuer: live.issuer, jwksUrl, now: Date.now })
  const api = await createTestApi(backdrop, {
    authenticate: (request) => verifyToken((request.headers.authorization ?? '').replace('Bearer ', '')),
    ...(change.rateLimits === undefined ? {} : { rateLimits: change.rateLimits }),
  })
  const { probes, close } = openLayerProbes({
    apiUrl: api.url,
    brokers: change.brokers ?? [broker.client],
    databaseUrl: backdrop.database.apiUrl,
    tenant,
  })
  const dependencies: KeyDependencies = {
    issuer: live.issuer,
    jwksUrl: live.jwksUrl,
    keysFile,
    installer: change.installer ?? backdrop.superuser,
    probes,
    tenant,
    changedBy: 'tester',
    now: Date.now,
    say: () => undefined,
  }
  return { dependencies, close }
}

async function removeIn(change: Parameters<typeof worldWith>[0], key: IssuerKey) {
  const { dependencies, close } = await worldWith(change)
  try {
    const removal = await removeKey(key.kid, dependencies, ALLOWED_MS)
    return {
      removal,
      outcomes: Object.fromEntries(removal.layers.map(({ layer, outcome }) => [layer, outcome])),
    }
  } finally {
    await close()
  }
}

test('the key that signs is removed: another signs first, and all three refuse within the limit', async () => {
  const { removal } = await removeIn({}, signing)

  expect(removal.layers.map(({ outcome, acceptedBefore }) => ({ outcome, acceptedBefore }))).toEqual(
    Array.from({ length: 3 }, () => ({ outcome: 'refuses', acceptedBefore: true })),
  )
  expect(removal.isComplete).toBe(true)
  expect(removal.totalMs).toBeLessThan(ALLOWED_MS)
  const keys = await readKeys(keysFile)
  expect(keys.map(({ kid, state }) => [kid, state])).toEqual([
    [second.kid, 'retiring'],
    [removal.signing, 'signing'],
  ])
  expect(
    await backdrop.superuser.rows('select change, changed_by from easyflow.key_changes where kid = $1', [
      signing.kid,
    ]),
  ).toEqual([{ change: 'removed', changed_by: 'tester' }])
})

test('an api that never reads the keys again: it is named as accepting, and the removal is not complete', async () => {
  const { removal, outcomes } = await removeIn({ jwksUrl: frozen.jwksUrl }, second)

  expect(outcomes).toEqual({ api: 'accepts', broker: 'refuses', database: 'refuses' })
  expect(removal).toMatchObject({ isComplete: false, totalMs: null })
  // Kept, so that running it again can ask again.
  expect((await readKeys(keysFile)).find(({ kid }) => kid === second.kid)?.state).toBe('removed')
  expect(await removeIn({}, second)).toMatchObject({ removal: { isComplete: true } })
})

test('a database that nobody told: it is named as accepting', async () => {
  const { outcomes } = await removeIn({ installer: otherDatabase }, second)

  expect(outcomes).toEqual({ api: 'refuses', broker: 'refuses', database: 'accepts' })
})

test('a broker that cannot be asked: silent, the others refuse, and nothing is claimed about the three', async () => {
  const { removal, outcomes } = await removeIn({ brokers: ['127.0.0.1:1'] }, second)

  expect(outcomes).toEqual({ api: 'refuses', broker: 'silent', database: 'refuses' })
  expect(removal).toMatchObject({ totalMs: null, isComplete: false })
  // Kept: when the broker is back, it can still be asked.
  expect((await readKeys(keysFile)).find(({ kid }) => kid === second.kid)?.state).toBe('removed')
  expect(await removeIn({}, second)).toMatchObject({ removal: { isComplete: true } })
})

test('a database that answers and cannot be written: the stolen key leaves the key set all the same', async () => {
  const standby = await openInstaller(backdrop.database.installerUrl)
  await standby.query('set default_transaction_read_only = on')
  const { removal, outcomes } = await removeIn({ installer: standby }, signing)
  await standby.close()

  expect(outcomes).toEqual({ api: 'refuses', broker: 'refuses', database: 'accepts' })
  expect(removal.isComplete).toBe(false)
  const keys = await readKeys(keysFile)
  expect(keysInForce(keys, Date.now()).map(({ kid }) => kid)).toEqual([removal.signing, second.kid])
  expect(keys.find(({ kid }) => kid === signing.kid)?.state).toBe('removed')
  expect(await removeIn({}, signing)).toMatchObject({ removal: { isComplete: true } })
})

test('a rotation that outlives its lock, and a removal meanwhile: the rotation stops, and the key stays away', async () => {
  const { dependencies, close } = await worldWith({})
  const [asked, removed] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const slow = dependencies.probes.map(({ layer, ask }) => ({
    layer,
    ask: async (token: string) => {
      asked.resolve(undefined)
      await removed.promise
      return await ask(token)
    },
  }))
  const rotation = rotateKeys({ ...dependencies, probes: slow }).then(
    () => 'rotated',
    (error: unknown) => error,
  )
  await asked.promise
  const removal = await removeKey(signing.kid, dependencies, ALLOWED_MS)
  removed.resolve(undefined)

  expect(await rotation).toMatchObject({ code: 'ERR_VERSION_CONFLICT' })
  await close()
  expect(removal.isComplete).toBe(true)
  expect((await readKeys(keysFile)).map(({ kid }) => kid)).not.toContain(signing.kid)
  expect(await listDatabaseKeys(backdrop.superuser, live.issuer)).not.toContain(signing.kid)
})

test('keys stored by somebody who missed a removal: the database does not take the removed one back', async () => {
  const notes = { issuer: live.issuer, changedBy: 'test', nowMs: Date.now(), changes: [] }
  await dropKey(backdrop.superuser, { ...notes, kid: second.kid })
  await storeKeys(backdrop.superuser, [signing, second], notes)

  expect(await listDatabaseKeys(backdrop.superuser, live.issuer)).toEqual([signing.kid])
})

test('a tenant over its limit: the api is known to accept; a flood of bad tokens: it says nothing of this one', async () => {
  const askOnceOver = async (rateLimits: ReturnType<typeof buildRateLimits>, key: IssuerKey) => {
    const { dependencies, close } = await worldWith({ rateLimits })
    const token = signProbeToken(key, { issuer: live.issuer, tenant, nowMs: Date.now() })
    const api = dependencies.probes.find(({ layer }) => layer === 'api')
    const answers = [await api?.ask(token), await api?.ask(token)]
    await close()
    return answers
  }
  const stranger = createPublishedKey()

  expect(await askOnceOver(buildRateLimits({ perSecond: 0.01, burst: 1 }), signing)).toEqual([
    'accepts',
    'accepts',
  ])
  expect(await askOnceOver(buildRateLimits({ perSecond: 100, failuresMax: 1 }), stranger)).toEqual([
    'refuses',
    'silent',
  ])
})

test('a broker that does not see the new key set: it is named as accepting', async () => {
  // From now on the address that the broker reads shows the old keys for ever.
  clearInterval(follow)
  const { dependencies, close } = await worldWith({})
  const removal = await removeKey(second.kid, { ...dependencies, jwksUrl: frozen.jwksUrl }, 2500)
  await close()

  expect(removal.layers.find(({ layer }) => layer === 'broker')).toMatchObject({
    outcome: 'accepts',
    acceptedBefore: true,
  })
  expect(await isAcceptedByBroker({ brokers: [broker.client], token: 'rubbish', withinMs: 2000 })).toBe(false)
})

test('a file that is half written: refused without a word of it, and no key of it is used', async () => {
  await writeFile(keysFile, (await readFile(keysFile, 'utf8')).slice(0, 400))

  await expect(readKeys(keysFile)).rejects.toMatchObject({ code: 'ERR_SETTINGS_INVALID' })
  await expect(readKeys(keysFile)).rejects.not.toThrow(/"d"/)
})

test('two keys that sign, or one kid twice: not a keys file', () => {
  expect(
    issuerKeysSchema.safeParse({ keys: [signing, { ...second, state: 'signing', notAfter: undefined }] })
      .success,
  ).toBe(false)
  expect(issuerKeysSchema.safeParse({ keys: [signing, { ...signing, state: 'published' }] }).success).toBe(
    false,
  )
})
