import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { withInstaller } from '../platform/database/with-installer.ts'
import { createDatabase, type TestDatabase } from '../test-support/create-database.ts'
import { createTenant, listTenants, removeTenant, type TopicProvisioner } from './tenants.ts'

const TENANT = parseTenantId('contested')
const willing: TopicProvisioner = { provisionTenant: async () => {}, removeTenant: async () => {} }
const failing: TopicProvisioner = {
  ...willing,
  provisionTenant: () => Promise.reject(new Error('The broker is away')),
}
let database: TestDatabase
let directory: string

beforeAll(async () => {
  database = await createDatabase()
  directory = await mkdtemp(join(tmpdir(), 'easyflow-tenants-'))
  await writeFile(
    join(directory, 'clients.json'),
    JSON.stringify({
      version: 1,
      clients: [{ clientId: 'easyflow-worker', clientSecret: 'x'.repeat(32), role: 'worker', tenants: [] }],
    }),
  )
  await writeFile(join(directory, 'tenants.json'), '[]')
})
afterAll(() => rm(directory, { recursive: true }))

const run = (
  work: typeof createTenant,
  { broker = willing, tenant = TENANT }: { broker?: TopicProvisioner; tenant?: typeof TENANT } = {},
): Promise<void> =>
  withInstaller(database.installerUrl, (installer) =>
    work(
      {
        installer,
        broker,
        clientsFile: join(directory, 'clients.json'),
        tenantsFile: join(directory, 'tenants.json'),
      },
      tenant,
    ),
  )
const tenants = (): Promise<readonly unknown[]> => withInstaller(database.installerUrl, listTenants)

test('two runs make one tenant at once and one of them must fail: the other one is not undone', async () => {
  const made = Promise.withResolvers<void>()
  // The second run begins while the first is in the middle of its steps.
  const slow: TopicProvisioner = {
    ...willing,
    provisionTenant: async () => {
      second = run(createTenant, { broker: failing }).catch((error: unknown) => error)
      made.resolve()
    },
  }
  let second: Promise<unknown> = Promise.resolve()
  await run(createTenant, { broker: slow })
  await made.promise
  expect(await second).toMatchObject({ code: 'ERR_TENANT_EXISTS' })
  expect(await tenants()).toMatchObject([{ tenant: 'contested', status: 'active' }])
  await run(removeTenant)
  expect(await tenants()).toEqual([])
})

test('a step fails: everything is undone', async () => {
  await expect(run(createTenant, { broker: failing })).rejects.toMatchObject({
    code: 'ERR_PROVISIONING_FAILED',
  })
  expect(await tenants()).toEqual([])
})

test('four tenants are made at once: each keeps its client and its worker', async () => {
  const names = ['a', 'b', 'c', 'd'].map((letter) => parseTenantId(`quartet${letter}`))
  await Promise.all(names.map((tenant) => run(createTenant, { tenant })))
  const { clients } = JSON.parse(await readFile(join(directory, 'clients.json'), 'utf8')) as {
    clients: readonly { tenants: readonly string[] }[]
  }
  expect(clients.flatMap((client) => client.tenants).sort()).toEqual([...names, ...names].sort())
  expect((JSON.parse(await readFile(join(directory, 'tenants.json'), 'utf8')) as string[]).sort()).toEqual(
    names,
  )
  await Promise.all(names.map((tenant) => run(removeTenant, { tenant })))
})
