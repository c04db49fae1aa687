import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../../test-support/create-database.ts'
import { openSuperuser, type Superuser } from '../../test-support/open-superuser.ts'
import { openPool, type Pool } from './open-pool.ts'
import { useConnection } from './use-connection.ts'

let database: TestDatabase
let admin: Superuser
let pool: Pool
const broken: string[] = []

beforeAll(async () => {
  database = await createDatabase()
  admin = await openSuperuser(database.installerUrl)
  // One connection, so that the next borrower gets the very one that the attacker had.
  pool = openPool({
    url: database.apiUrl,
    max: 1,
    applicationName: 'under-test',
    onError: (code) => broken.push(code),
  })
})
afterAll(async () => {
  await pool.end()
  await admin.close()
})
beforeEach(() => {
  broken.length = 0
})

const ask = (statement: string): Promise<readonly Record<string, unknown>[]> =>
  useConnection(pool, async (client) => (await client.query<Record<string, unknown>>(statement)).rows)
const backend = async (): Promise<unknown> => (await ask('select pg_backend_pid() as pid'))[0]?.['pid']

const LEFTOVERS = `select
  (select count(*)::int from pg_prepared_statements) as prepared,
  (select count(*)::int from pg_cursors where name <> '') as cursors,
  (select count(*)::int from pg_listening_channels()) as channels,
  current_setting('search_path') as path, current_setting('statement_timeout') as timeout,
  nullif(current_setting('easyflow.identity', true), '') as identity, current_user::text as login`
/** What an attacker may leave for connections that are opened later; any of it would harm. */
const PLANTED = {
  search_path: 'planted',
  statement_timeout: 1234,
  default_transaction_isolation: 'repeatable read',
  log_parameter_max_length_on_error: -1,
  debug_print_plan: 'on',
  client_min_messages: 'log',
  local_preload_libraries: 'planted',
  idle_session_timeout: 1,
  exit_on_error: 'on',
  transform_null_equals: 'on',
}
const CLEAN = {
  prepared: 0,
  cursors: 0,
  channels: 0,
  path: 'pg_catalog',
  timeout: '15s',
  identity: null,
  login: 'easyflow_api',
}

test('statements, cursors, listeners and settings are left behind: the next borrower of the same connection finds none', async () => {
  const pid = await backend()
  await ask(`prepare planted as select 1; declare planted cursor with hold for select 1; listen planted;
    set search_path = planted; set statement_timeout = 1234; select set_config('easyflow.identity', 'planted', false)`)
  expect(await ask(LEFTOVERS)).toEqual([CLEAN])
  expect(await backend()).toBe(pid)
})

test('the same without giving the connection back: it is all there, so the test above can fail', async () => {
  const left = await useConnection(pool, async (client) => {
    await client.query(
      "prepare planted as select 1; listen planted; set search_path = planted; select set_config('easyflow.identity', 'planted', false)",
    )
    return (await client.query<Record<string, unknown>>(LEFTOVERS)).rows
  })
  expect(left).toMatchObject([{ prepared: 1, channels: 1, path: 'planted', identity: 'planted' }])
})

test('a transaction is left open: the connection is destroyed and the next borrower gets another', async () => {
  const pid = await backend()
  await ask("begin; select set_config('easyflow.identity', 'planted', true)")
  expect(await backend()).not.toBe(pid)
  expect(await ask(LEFTOVERS)).toEqual([CLEAN])
})

test('a statement fails: the connection is cleaned and kept', async () => {
  const pid = await backend()
  await expect(ask('set search_path = planted; select 1 / 0')).rejects.toMatchObject({ code: '22012' })
  expect(await backend()).toBe(pid)
  expect(await ask(LEFTOVERS)).toEqual([CLEAN])
})

test('a planted ALTER ROLE … SET: the start-up options beat it on every new connection', async () => {
  const attacker = openPool({
    url: database.apiUrl,
    max: 1,
    applicationName: 'attacker',
    onError: () => undefined,
  })
  // In this database only: the login belongs to the whole server, which other tests share.
  const planted = Object.entries(PLANTED).map(
    ([name, value]) => `alter role easyflow_api in database ${database.name} set ${name} = '${value}'`,
  )
  await useConnection(attacker, (client) => client.query(planted.join('; ')))
  await attacker.end()
  const next = openPool({ url: database.apiUrl, max: 1, applicationName: 'next', onError: () => undefined })
  try {
    const rows = await useConnection(
      next,
      async (client) => (await client.query<Record<string, unknown>>(LEFTOVERS)).rows,
    )
    expect(rows).toEqual([CLEAN])
    const settings = await useConnection(next, async (client) =>
      client.query<{ name: string }>('select name from pg_settings where source ~ $1', ['user']),
    )
    expect(settings.rows).toEqual([])
  } finally {
    await next.end()
    await admin.query(`alter role easyflow_api in database ${database.name} reset all`)
  }
})

test('the backend is killed under a statement: that call fails, the process lives, the next call gets another', async () => {
  const pid = await backend()
  const running = useConnection(pool, async (client) => {
    await admin.query('select pg_terminate_backend($1)', [pid])
    return client.query('select 1')
  })
  await expect(running).rejects.toThrow(/terminat|closed|not queryable/i)
  expect(await backend()).not.toBe(pid)
})

test('the caller gives up: the wait ends at once and the connection is destroyed', async () => {
  const pid = await backend()
  const abort = new AbortController()
  const gaveUp = new Error('the caller gave up')
  const running = useConnection(
    pool,
    (client) => {
      abort.abort(gaveUp)
      return client.query('select 1')
    },
    abort.signal,
  )
  await expect(running).rejects.toBe(gaveUp)
  expect(await backend()).not.toBe(pid)
})
