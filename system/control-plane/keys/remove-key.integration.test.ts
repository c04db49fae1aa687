import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { issuerKeysSchema, keysInForce, type IssuerKey } from '../../contracts/issuer-keys.ts'
import { openInstaller, type OpenInstaller } from '../../platform/database/with-installer.ts'
import { isAcceptedByBroker } from '../../platform/kafka/is-accepted-by-broker.ts'
import { createDatabase } from '../../test-support/create-database.ts'
import {
  createKeyWorld,
  KEY_WORLD_TENANT,
  REMOVAL_ALLOWED_MS,
  type KeyWorld,
  type KeyWorldChange,
  type Removed,
} from '../../test-support/create-key-world.ts'
import { buildRateLimits } from '../../test-support/create-test-api.ts'
import { eventually } from '../../test-support/eventually.ts'
import { dropKey, listDatabaseKeys, storeKeys } from './database-keys.ts'
import { createPublishedKey, readKeys, writeKeys } from './keys-file.ts'
import { removeKey } from './remove-key.ts'
import { restoreKeyEnds } from './restore-key-ends.ts'
import { rotateKeys } from './rotate-keys.ts'
import { signProbeToken } from './sign-probe-token.ts'

let world: KeyWorld
let keysFile: string
let live: KeyWorld['live']
let backdrop: KeyWorld['backdrop']
let otherDatabase: OpenInstaller
let signing: IssuerKey
let second: IssuerKey

beforeAll(async () => {
  world = await createKeyWorld()
  ;({ keysFile, live, backdrop } = world)
  otherDatabase = await openInstaller((await createDatabase()).installerUrl)
}, 180_000)
afterAll(async () => {
  await otherDatabase.close()
  await world.close()
})
beforeEach(async () => {
  ;({ signing, second } = await world.renewKeys())
})

const removeIn = (change: KeyWorldChange, key: IssuerKey, limitMs?: number): Promise<Removed> =>
  world.removeIn(change, key, limitMs)

test('the key that signs is removed: another signs first, and all three refuse within the limit', async () => {
  const { removal } = await removeIn({}, signing)

  expect(removal.layers.map(({ outcome, acceptedBefore }) => ({ outcome, acceptedBefore }))).toEqual(
    Array.from({ length: 3 }, () => ({ outcome: 'refuses', acceptedBefore: true })),
  )
  expect(removal.isComplete).toBe(true)
  expect(removal.totalMs).toBeLessThan(REMOVAL_ALLOWED_MS)
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
  const { removal, outcomes } = await removeIn({ jwksUrl: world.frozen.jwksUrl }, second)

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

/** Accepts connections and says nothing, as a process does that was stopped. */
async function openSilence(): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

test.each(['api', 'broker', 'database'] as const)(
  'the %s hangs: it is named as silent, the key leaves the key set without waiting for it, and the two others refuse',
  async (hanging) => {
    const port = String(await openSilence())
    const databaseUrl = backdrop.database.apiUrl.replace(/:\d+\//, `:${port}/`)
    const change: KeyWorldChange = {
      api: { apiUrl: `http://127.0.0.1:${port}` },
      broker: { brokers: [`127.0.0.1:${port}`] },
      database: {
        databaseUrl,
        installer: undefined,
        late: openInstaller(databaseUrl).catch(() => undefined),
      },
    }[hanging]
    const { removal, outcomes, said } = await removeIn(change, signing, 3500)
    const isOut = said.find(({ what }) => what.includes('out of the issuer'))

    expect(outcomes).toEqual({ api: 'refuses', broker: 'refuses', database: 'refuses', [hanging]: 'silent' })
    // The limit of the whole removal, which the silent one uses up.
    expect(isOut?.atMs).toBeLessThan(3500)
    expect(removal.isComplete).toBe(false)
    // Each was told when it happened, and not when the limit was reached.
    const told = said.filter(({ what }) => what.includes(' refuses it after '))
    expect(told.map(({ atMs }) => atMs < 3500)).toEqual([true, true])
    expect(said.map(({ what }) => what)).toContainEqual(
      expect.stringContaining(`no answer yet from: ${hanging}`),
    )
  },
  20_000,
)

test('a database that is slow to be reached: joined when it answers, and the key is dropped in that very run', async () => {
  const late = pause(1500).then(async () => await openInstaller(backdrop.database.installerUrl))
  const { removal, outcomes } = await removeIn({ installer: undefined, late }, signing, 15_000)
  await (await late).close()

  expect(outcomes).toEqual({ api: 'refuses', broker: 'refuses', database: 'refuses' })
  expect(removal.isComplete).toBe(true)
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
  const { dependencies, close } = await world.dependenciesWith({})
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
  const removal = await removeKey(signing.kid, dependencies, REMOVAL_ALLOWED_MS)
  removed.resolve(undefined)

  expect(await rotation).toMatchObject({ code: 'ERR_VERSION_CONFLICT' })
  await close()
  expect(removal.isComplete).toBe(true)
  expect((await readKeys(keysFile)).map(({ kid }) => kid)).not.toContain(signing.kid)
  expect(await listDatabaseKeys(backdrop.superuser, live.issuer)).not.toContain(signing.kid)
})

test('a rotation killed between file and database: the key has its end there again, and is refused after it', async () => {
  // The file as the rotation left it. The database, and whoever only copies the key set, knows of no end.
  await storeKeys(backdrop.superuser, [signing, { ...second, state: 'published', notAfter: undefined }], {
    issuer: live.issuer,
    changedBy: 'test',
    nowMs: Date.now(),
    changes: [],
  })
  const notAfter = new Date(Date.now() + 1500).toISOString()
  await writeKeys(keysFile, [signing, { ...second, notAfter }], Date.now())
  const { dependencies, close } = await world.dependenciesWith({})
  const database = dependencies.probes.find(({ layer }) => layer === 'database')
  const token = signProbeToken(second, { issuer: live.issuer, tenant: KEY_WORLD_TENANT, nowMs: Date.now() })
  const source = { issuer: live.issuer, keysFile, changedBy: 'test', now: Date.now }
  await restoreKeyEnds(backdrop.superuser, source)
  const before = await database?.ask(token)
  await eventually(
    'the database to refuse the key by itself',
    async () => ((await database?.ask(token)) === 'refuses' ? true : undefined),
    { withinMs: 4000 },
  )
  await close()

  expect(before).toBe('accepts')
})

test('keys stored by somebody who missed a removal: the database does not take the removed one back', async () => {
  const notes = { issuer: live.issuer, changedBy: 'test', nowMs: Date.now(), changes: [] }
  await dropKey(backdrop.superuser, { ...notes, kid: second.kid })
  await storeKeys(backdrop.superuser, [signing, second], notes)

  expect(await listDatabaseKeys(backdrop.superuser, live.issuer)).toEqual([signing.kid])
})

test('a tenant over its limit: the api is known to accept; a flood of bad tokens: it says nothing of this one', async () => {
  const askOnceOver = async (rateLimits: ReturnType<typeof buildRateLimits>, key: IssuerKey) => {
    const { dependencies, close } = await world.dependenciesWith({ rateLimits })
    const token = signProbeToken(key, { issuer: live.issuer, tenant: KEY_WORLD_TENANT, nowMs: Date.now() })
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
  world.stopFollowing()
  const { dependencies, close } = await world.dependenciesWith({})
  const removal = await removeKey(second.kid, { ...dependencies, jwksUrl: world.frozen.jwksUrl }, 2500)
  await close()

  expect(removal.layers.find(({ layer }) => layer === 'broker')).toMatchObject({
    outcome: 'accepts',
    acceptedBefore: true,
  })
  expect(await isAcceptedByBroker({ brokers: [world.broker.client], token: 'rubbish', withinMs: 2000 })).toBe(
    false,
  )
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
