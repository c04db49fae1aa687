import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { issuerKeysSchema, keysInForce, type IssuerKey } from '../contracts/issuer-keys.ts'
import { buildLogger } from '../platform/log/build-logger.ts'
import { createSigningKey } from '../platform/tokens/create-signing-key.ts'
import { eventually } from '../test-support/eventually.ts'
import { buildIssuer } from './build-issuer.ts'
import { followKeys } from './follow-keys.ts'

const within = { withinMs: 5000 }
const log = buildLogger({ part: 'issuer', level: 'silent' })
let directory: string
let path: string
let stop: AbortController
let clock: number
let shown: readonly IssuerKey[]
let complaints: string[]
let following: Promise<void>
const [first, second] = [keyOf('signing'), keyOf('published')]

function keyOf(state: IssuerKey['state']): IssuerKey {
  const [key] = issuerKeysSchema.parse({ keys: [createSigningKey()] })
  if (key === undefined) throw new Error('No key was made')
  return { ...key, state }
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'easyflow-follow-'))
  path = join(directory, 'keys.json')
  stop = new AbortController()
  clock = Date.now()
  complaints = []
  await write([first])
  shown = [first]
  following = followKeys({
    path,
    inForce: shown,
    onKeys: (keys) => {
      shown = keys
    },
    log: {
      ...log,
      info: () => undefined,
      error: (facts: { reason?: string }) => complaints.push(String(facts.reason)),
    } as typeof log,
    signal: stop.signal,
    everyMs: 10,
    now: () => clock,
  })
})
afterEach(async () => {
  stop.abort()
  await following
  await rm(directory, { recursive: true })
})

async function write(keys: readonly IssuerKey[]): Promise<void> {
  await writeFile(`${path}.draft`, JSON.stringify({ keys }))
  await rename(`${path}.draft`, path)
}
const kidsShown = (): readonly string[] => shown.map(({ kid }) => kid)
const checkShown = (keys: readonly IssuerKey[]): Promise<true> =>
  eventually(
    'the keys to be shown',
    () => Promise.resolve(kidsShown().join() === keys.map(({ kid }) => kid).join() ? true : undefined),
    within,
  )

test('a key is published, takes over, retires: shown beside the other, first, then gone when its time is over', async () => {
  await write([first, second])
  await checkShown([first, second])
  const notAfter = new Date(clock + 60_000).toISOString()
  await write([
    { ...first, state: 'retiring', notAfter },
    { ...second, state: 'signing' },
  ])
  await checkShown([second, first])
  clock += 60_001
  await checkShown([second])
})

test('a file that is half written, and one that holds no key that signs: the old keys stay, and it is said once each', async () => {
  await writeFile(path, JSON.stringify({ keys: [second] }).slice(0, 300))
  await eventually('a complaint', () => Promise.resolve(complaints.length === 1 ? true : undefined), within)
  await write([{ ...second, state: 'published' }])
  await eventually('another', () => Promise.resolve(complaints.length === 2 ? true : undefined), within)

  expect(kidsShown()).toEqual([first.kid])
  expect(complaints.join()).not.toContain(second.d.slice(0, 20))
  await write([{ ...second, state: 'signing' }])
  await checkShown([second])
})

test('a removed key: shown no more, and not one member of its state reaches the key set', async () => {
  const keys: readonly IssuerKey[] = [
    { ...second, state: 'signing' },
    { ...first, state: 'removed' },
  ]
  const issuer = buildIssuer({
    issuer: 'http://127.0.0.1:1',
    keys: keysInForce(keys, clock),
    findClient: () => Promise.resolve(undefined),
    log,
  })
  const server = createServer(issuer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const set = (await (await fetch(`http://127.0.0.1:${String(port)}/jwks`)).json()) as { keys: object[] }
  server.close()

  expect(set.keys).toEqual([
    { kty: 'RSA', alg: 'RS256', use: 'sig', kid: second.kid, n: second.n, e: 'AQAB' },
  ])
})
