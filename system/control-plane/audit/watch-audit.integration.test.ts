import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { exitCode } from '../../contracts/exit-code.ts'
import { parseTenantId } from '../../contracts/tenant-id.ts'
import { installLints } from '../../database/install-lints.ts'
import { provisionTenant } from '../../database/provision-tenant.ts'
import { removeTenant } from '../../database/remove-tenant.ts'
import { openInstaller } from '../../platform/database/with-installer.ts'
import { createDatabase, type TestDatabase } from '../../test-support/create-database.ts'
import { eventually } from '../../test-support/eventually.ts'
import { openLogin } from '../../test-support/open-login.ts'
import { openSuperuser, type Superuser } from '../../test-support/open-superuser.ts'
import { createTestIssuer } from '../../test-support/test-issuer.ts'
import type { Elsewhere } from './look-elsewhere.ts'
import { watchAudit } from './watch-audit.ts'

const TENANT = parseTenantId('watched')
const TABLE = 'tenant_watched.customers'
/** Whoever asks only so often learns within a test only of what he is told. */
const NEVER_MS = 600_000
let database: TestDatabase
let admin: Superuser

beforeAll(async () => {
  database = await createDatabase()
  admin = await openSuperuser(database.installerUrl)
  await provisionTenant(admin, TENANT)
  await installLints(admin)
})
afterAll(async () => {
  await removeTenant(admin, TENANT)
  await admin.close()
})

/** Starts a watch, and waits until it has looked once. */
async function watch(options: { askEveryMs?: number; elsewhere?: Elsewhere } = {}) {
  const stop = new AbortController()
  const lines: string[] = []
  const open = (): ReturnType<typeof openInstaller> => openInstaller(database.installerUrl)
  const ended = watchAudit({ ...options, open, asJson: true, signal: stop.signal }, (text) =>
    lines.push(text),
  )
  const says = (...words: readonly string[]): Promise<string> =>
    eventually(
      `the watch to say ${words.join(' ')}`,
      () => Promise.resolve(lines.find((line) => words.every((word) => line.includes(word)))),
      { withinMs: 10_000 },
    )
  await says('"watching"')
  const end = async (): Promise<number> => {
    stop.abort()
    return await ended
  }
  return { lines, says, end }
}

test('a table, a policy, a grant and a drop, to a watch that asks of itself once in ten minutes: told of each', async () => {
  const { says, end } = await watch({ askEveryMs: NEVER_MS })
  await admin.rows(`create policy dbg on ${TABLE} using (true)`)
  await says('"appeared"', 'policy dbg')
  await admin.rows(`grant select on ${TABLE} to easyflow_api`)
  await says('"appeared"', 'grant_to_login')
  await admin.rows(`revoke select on ${TABLE} from easyflow_api`)
  await says('"gone"', 'grant_to_login')
  await admin.rows(`drop policy dbg on ${TABLE}`)
  await says('"gone"', 'policy dbg')
  expect(await end()).toBe(exitCode.ok)
})

test('nobody tells the watch, and what no event trigger sees: it asks, and names both', async () => {
  const { says, end } = await watch()
  await admin.rows('alter event trigger easyflow_note_schema_change disable')
  await says('"appeared"', 'event trigger easyflow_note_schema_change')
  await admin.rows(`alter table ${TABLE} disable row level security`)
  await says('"appeared"', TABLE)
  await admin.rows(
    `alter table ${TABLE} enable row level security; alter event trigger easyflow_note_schema_change enable`,
  )
  await says('"gone"', TABLE)
  await admin.rows('create role watched_bridge; grant tenant_watched_caller to watched_bridge')
  await says('"appeared"', 'watched_bridge in tenant_watched_caller')
  await admin.rows('drop role watched_bridge')
  await says('"gone"', 'watched_bridge')
  expect(await end()).toBe(exitCode.ok)
})

test('what notes a change fails: the change itself does not', async () => {
  onTestFinished(async () => void (await admin.rows('rollback')))
  await admin.rows('begin')
  await admin.rows(
    'create or replace function easyflow.change_channel() returns text language sql as $$ select (1 / 0)::text $$',
  )
  expect(await admin.ask('create table easyflow.made (one integer)')).toMatchObject({ ok: true })
  expect(await admin.ask('drop table easyflow.made')).toMatchObject({ ok: true })
})

test('logins of the data plane: neither the name of the channel nor what notes a change is theirs', async () => {
  for (const url of [database.apiUrl, database.workerUrl]) {
    const login = await openLogin(url)
    expect(await login.ask('select easyflow.change_channel()')).toMatchObject({ sqlstate: '42501' })
    expect(await login.ask('select easyflow.note_schema_change()')).toMatchObject({ sqlstate: '42501' })
    await login.close()
  }
})

test('the watch’s connection is cut: said once, and from the next one on it is told again', async () => {
  const { lines, says, end } = await watch({ askEveryMs: 400 })
  await admin.rows(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'easyflow-control-plane' and datname = current_database() and pid <> pg_backend_pid()",
  )
  await says('"unseen"', 'the database')
  await says('"seen"', 'the database')
  await admin.rows(`alter table ${TABLE} no force row level security`)
  await says('"appeared"', TABLE)
  await admin.rows(`alter table ${TABLE} force row level security`)
  await says('"gone"', TABLE)
  expect(lines.filter((line) => line.includes('"unseen"'))).toHaveLength(1)
  expect(await end()).toBe(exitCode.ok)
})

test('broker and issuer away: each said once, and the database is watched; the issuer back: its keys are', async () => {
  const issuer = await createTestIssuer()
  onTestFinished(() => issuer.close())
  const broker = { brokers: ['127.0.0.1:1'], user: 'nobody', password: 'nothing' }
  const elsewhere = { broker, issuer: issuer.issuer, jwksUrl: issuer.jwksUrl }
  const { lines, says, end } = await watch({ elsewhere })
  await says('"unseen"', 'the rules of the broker')
  await admin.rows(`alter table ${TABLE} no force row level security`)
  await says('"appeared"', TABLE)
  await admin.rows(`alter table ${TABLE} force row level security`)
  // Postgres knows no key of this issuer.
  await says('"appeared"', 'issuer_key_differs')
  issuer.answer('error')
  await says('"unseen"', 'the key set of the issuer')
  issuer.answer('keys')
  await says('"seen"', 'the key set of the issuer')
  issuer.rotate({ removeOld: true })
  await says('"gone"', 'issuer_key_differs')
  await says('"appeared"', `key ${issuer.kid} of`)
  expect(lines.filter((line) => line.includes('the rules of the broker'))).toHaveLength(1)
  expect(await end()).toBe(exitCode.violated)
})
