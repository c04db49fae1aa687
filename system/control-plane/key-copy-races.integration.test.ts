import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withInstaller } from '../platform/database/with-installer.ts'
import { createDatabase, type TestDatabase } from '../test-support/create-database.ts'
import { eventually } from '../test-support/eventually.ts'
import { copyIssuerKeys } from './copy-issuer-keys.ts'

const ISSUER = 'http://issuer.test'
let database: TestDatabase
const waiting: ServerResponse[] = []
const server = createServer((_request, response) => waiting.push(response))
let jwksUrl: string

beforeAll(async () => {
  database = await createDatabase()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  jwksUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/jwks`
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
})

const jwk = (kid: string, bits = 2048): Record<string, unknown> => ({
  ...createPublicKey(generateKeyPairSync('rsa', { modulusLength: bits }).privateKey).export({
    format: 'jwk',
  }),
  kid,
})
const copy = (): Promise<readonly string[]> =>
  withInstaller(database.installerUrl, (installer) => copyIssuerKeys(installer, { issuer: ISSUER, jwksUrl }))
const known = (): Promise<readonly unknown[]> =>
  withInstaller(database.installerUrl, async (installer) =>
    (await installer.query<{ kid: string }>('select kid from easyflow.issuer_keys order by kid')).rows.map(
      ({ kid }) => kid,
    ),
  )
/** Waits until `count` requests for the JWKS are open. */
const asked = (count: number): Promise<true> =>
  eventually('a request for the JWKS', async () => waiting.length >= count || undefined, { withinMs: 5000 })
function answer(response: ServerResponse | undefined, keys: readonly unknown[]): void {
  response?.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }))
}

test('a run that is slow to read the JWKS: cannot bring back a key that a later one removed', async () => {
  const [stolen, next] = [jwk('stolen'), jwk('next')]
  const slow = copy()
  await asked(1)
  const slowRequest = waiting.shift()
  const later = copy()
  // The later run waits for the first one; if it did not, it would ask now, and be answered first.
  await withInstaller(database.installerUrl, (installer) =>
    eventually(
      'the later run to wait or to ask',
      async () => {
        const { rows } =
          await installer.query(`select from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`)
        return rows.length > 0 || waiting.length > 0 || undefined
      },
      { withinMs: 5000 },
    ),
  )
  if (waiting.length > 0) {
    answer(waiting.shift(), [next])
    await later
  }
  answer(slowRequest, [stolen, next])
  await slow
  if (waiting.length === 0) await Promise.race([asked(1), later])
  answer(waiting.shift(), [next])
  await later
  expect(await known()).toEqual(['next'])
})

test('keys that no verifier can use, one kid twice among them: passed over, and removals still carried out', async () => {
  const good = jwk('good')
  const done = copy()
  await asked(1)
  answer(waiting.shift(), [
    good,
    jwk('twice'),
    jwk('twice'),
    jwk('short', 2047),
    { ...jwk('even'), n: 'g'.repeat(341) + 'A' },
    { ...jwk('with space'), kid: 'with space' },
    { ...jwk('number'), n: 5 },
    { kid: 'no-kty' },
    null,
  ])
  expect(await done).toEqual(['good'])
  expect(await known()).toEqual(['good'])
})

test('no usable key at all: ERR_ISSUER_UNAVAILABLE, and the known ones stay', async () => {
  const done = copy()
  await asked(1)
  answer(waiting.shift(), [jwk('short', 1024)])
  await expect(done).rejects.toMatchObject({ code: 'ERR_ISSUER_UNAVAILABLE' })
  expect(await known()).toEqual(['good'])
})
