import { dataSchemaOf, functionSchemaOf } from '../../../system/contracts/names.ts'
import { ACME, GLOBEX } from '../../tenant-option.ts'
import { sendSql } from '../carriers.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import { FUNCTION_WALLS } from '../walls.ts'

type Statement = readonly [name: string, title: string, statement: string, sqlstate?: string]

const schema = dataSchemaOf(GLOBEX)
const list = `${functionSchemaOf(GLOBEX)}.list_executions('{{token}}', '{"limit": 20}')`

/** What the login has no right to. */
const withoutRight: readonly Statement[] = [
  ['table', 'read a table by TABLE', `table ${schema}.customers`],
  ['tablesample', 'read a sample of a table', `select * from ${schema}.customers tablesample system (100)`],
  [
    'lateral',
    "join the victim's rows to the own function's answer",
    `select * from ${functionSchemaOf(ACME)}.list_workflows('{{token}}') w cross join lateral (select * from ${schema}.customers) c`,
  ],
  ['prepare', "prepare a read of the victim's", `prepare peek as select * from ${schema}.customers`],
  [
    'cursor',
    'open a cursor over the victim',
    `begin; declare peek cursor for select * from ${schema}.orders`,
  ],
  ['cast-error', 'have a value told by a failed cast', `select note::int from ${schema}.customers`],
  ['copy-query', 'copy a query out', `copy (select note from ${schema}.customers) to stdout`],
  [
    'returning',
    'update and have the rows returned',
    `update ${schema}.customers set note = note returning *`,
  ],
  [
    'privilege-oracle',
    'ask whether a table is there',
    `select has_table_privilege('${schema}.customers', 'select')`,
  ],
  ['document', 'call a function in the schema of the data', `select ${schema}.execution_document(null)`],
  [
    'set-role-by-function',
    "become the victim's role by a function",
    "select set_config('role', 'tenant_globex_caller', false)",
  ],
  [
    'authorization-by-function',
    "become the worker's login by a function",
    "select set_config('session_authorization', 'easyflow_worker', false)",
  ],
  [
    'session-preload',
    'have a library loaded at the next start',
    "set session_preload_libraries = 'auto_explain'",
  ],
  ['log-statement', 'have every statement logged', "set log_statement = 'all'"],
  ['log-parameters', 'have parameters logged', 'set log_parameter_max_length = -1'],
  ['log-duration', 'have slow statements logged', 'set log_min_duration_statement = 0'],
  ['debug-print', 'have the lock table traced', 'set log_lock_waits = on'],
  ['large-object-read', 'read a large object', 'select lo_get(1)'],
  ['large-object-make', 'make a large object of bytes', "select lo_from_bytea(0, 'x')"],
  ['large-object-export', 'write a large object to a file', "select lo_export(1, '/tmp/peek')"],
  ['log-directory', 'list the logs', 'select pg_ls_logdir()'],
  ['wal-directory', 'list the write-ahead log', 'select pg_ls_waldir()'],
  ['stat-file', 'look at a file', "select pg_stat_file('postgresql.conf')"],
  ['binary-file', 'read a file as bytes', "select pg_read_binary_file('PG_VERSION')"],
  ['passwords', "read the logins' passwords", 'select rolpassword from pg_authid'],
  ['try-lock', 'try an advisory lock', 'select pg_try_advisory_lock(1)'],
  ['shared-lock', 'take a shared advisory lock', 'select pg_advisory_lock_shared(1)'],
  ['cluster', "rewrite the victim's table", `cluster ${schema}.orders`],
  ['reindex', "rebuild the victim's indexes", `reindex table ${schema}.orders`],
  [
    'statistics',
    "make statistics over the victim's columns",
    `create statistics peek on name, note from ${schema}.customers`,
  ],
  ['foreign-server', 'make a foreign server', 'create foreign data wrapper peek'],
  ['temporary-view', 'shadow a table by a temporary view', 'create temp view customers as select 1 as note'],
  [
    'operator',
    'make an operator',
    'create operator public.=== (leftarg = text, rightarg = text, function = texteq)',
  ],
  ['cast', 'make a cast', 'create cast (text as int) with inout'],
  [
    'explain-insert',
    'explain a write',
    `explain analyze insert into ${schema}.costs select * from ${schema}.costs`,
  ],
  ['activity-reset', 'reset the statistics', 'select pg_stat_reset()'],
  ['promote', 'promote the server', 'select pg_promote()'],
  ['rotate-log', 'rotate the log', 'select pg_rotate_logfile()'],
  ['switch-wal', 'switch the write-ahead log', 'select pg_switch_wal()'],
  ['slot', 'make a replication slot', "select pg_create_physical_replication_slot('peek')"],
  ['export-snapshot-file', 'write a backup label', "select pg_backup_start('peek')"],
]

/** The victim's function in clothes other than a plain call, with the attacker's token. */
const dressed: readonly Statement[] = [
  ['explain-call', 'explain and run it', `explain (analyze, verbose) select ${list}`],
  [
    'cursor-call',
    'fetch it from a cursor',
    `begin; declare peek cursor for select ${list}; fetch all from peek`,
  ],
  ['prepared-call', 'prepare and execute it', `prepare peek as select ${list}; execute peek`],
  ['case-call', 'hide it in a CASE', `select case when true then ${list} end`],
  ['subquery-call', 'hide it in a subquery', `select (select ${list}) where exists (select 1)`],
  ['read-only-call', 'call it in a read-only transaction', `begin read only; select ${list}`],
  ['copy-call', 'copy its answer out', `copy (select ${list}) to stdout`],
]

/** More of free SQL on the api's login: what else a statement can be, and what else it can ask for. */
export const moreApiSql: readonly SuiteAttack[] = [
  ...withoutRight.map(([name, title, statement, sqlstate = '42501']) =>
    toAttack([name, title, statement, sqlstate], ['login-privileges']),
  ),
  ...dressed.map(([name, title, statement]) =>
    toAttack([name, `call the victim's function: ${title}`, statement, '28000'], FUNCTION_WALLS),
  ),
  {
    id: 'L6-more-no-dblink',
    layer: 'L6',
    title: "on the api's login, connect back to the server by dblink",
    allowed: ['database: SQLSTATE 42883'],
    aim: 'be accepted',
    removes: [],
    unprovable: 'there is no such function: no extension is installed',
    attack: (bench) =>
      sendSql(bench, { login: 'api', statement: "select dblink_connect('peek', 'host=127.0.0.1')" }),
  },
  {
    id: 'L6-more-tokens-in-activity',
    layer: 'L6',
    title:
      "on the api's login, look for tokens and values in the statements of its other sessions while the victim calls",
    allowed: [],
    ignored: { by: 'database', answer: 'no token, no value' },
    aim: 'be accepted',
    removes: [],
    unprovable:
      'tokens and values are bound and never part of a statement: there is no setting that shows them',
    attack: async (bench) => {
      const call = {
        login: 'api',
        statement: `select ${functionSchemaOf(bench.victim)}.list_executions($1, '{"limit": 20}')`,
        values: [bench.victimToken],
      } as const
      const look = { login: 'api', statement: 'select query from pg_stat_activity' } as const
      const looks = await Promise.all(
        Array.from({ length: 6 }, async () => {
          const [, seen] = await Promise.all([sendSql(bench, call), sendSql(bench, look)])
          return seen.text
        }),
      )
      const text = looks.join('\n')
      const isSeen = /eyJ[\w-]{20}/.test(text) || text.includes(bench.canary)
      return { refusedBy: 'none', answer: isSeen ? 'SEEN' : 'no token, no value', text }
    },
  },
]

function toAttack(
  [name, title, statement, sqlstate = '42501']: Statement,
  removes: SuiteAttack['removes'],
): SuiteAttack {
  return {
    id: `L6-more-${name}`,
    layer: 'L6',
    title: `on the api's login, ${title}`,
    allowed: [`database: SQLSTATE ${sqlstate}`],
    aim: 'be accepted',
    removes,
    attack: (bench) =>
      sendSql(bench, { login: 'api', statement: statement.replaceAll('{{token}}', bench.own) }),
  }
}
