import { dataSchemaOf, databaseRoleOf, functionSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'

/** Something an attacker runs who may send any SQL over the api's own connection. */
export interface SqlAttack {
  readonly title: string
  readonly statement: string
  /** The SQLSTATE it must be refused with; undefined: it may run, and must disclose and change nothing. */
  readonly refusedWith: string | undefined
}

const INSUFFICIENT_PRIVILEGE = '42501'
const NO_IDENTITY = '28000'

/**
 * What acme's attacker tries against `victim` with free SQL on the api's login and a genuine token of its own.
 * A sample of the classes: rows, roles, identity, functions, schema, signals, session.
 */
export function sqlAttacks(attack: {
  victim: TenantId
  attacker: TenantId
  token: string
}): readonly SqlAttack[] {
  return [
    ...rowAttacks(attack),
    ...identityAttacks(attack),
    ...roleAttacks(attack),
    ...schemaAttacks(),
    ...sessionAttacks(attack),
  ]
}

function rowAttacks({ victim }: { victim: TenantId }): readonly SqlAttack[] {
  const table = `${dataSchemaOf(victim)}.workflow_executions`
  const statements: Readonly<Record<string, string>> = {
    'read rows by their full name': `select * from ${table}`,
    'read rows with row_security off': `set row_security = off; select * from ${table}`,
    'insert a row': `insert into ${dataSchemaOf(victim)}.customers values ('${victim}', 999999, 'x', 'x', 'x')`,
    'update every row': `update ${table} set status = 'REJECTED'`,
    'delete every row': `delete from ${dataSchemaOf(victim)}.orders`,
    'truncate the table': `truncate ${table} cascade`,
    'copy the table out': `copy ${dataSchemaOf(victim)}.customers to stdout`,
    'copy through a program': `copy (select 1) to program 'true'`,
    'read rows through XML': `select query_to_xml('select * from ${table}', true, false, '')`,
    'explain a read': `explain analyze select * from ${table}`,
    'ask for the size by name': `select pg_relation_size('${table}')`,
    'lock the table': `begin; lock table ${table} in access exclusive mode`,
    'lock a catalogue view that everybody may write to':
      'begin; lock table pg_settings in access exclusive mode',
    'read the statistics by name': `select '${table}'::regclass`,
  }
  const refused = Object.entries(statements).map(([title, statement]) => ({
    title,
    statement,
    refusedWith: INSUFFICIENT_PRIVILEGE,
  }))
  return [
    ...refused,
    {
      title: 'read rows through the search path',
      statement: `set search_path = ${dataSchemaOf(victim)}; select * from workflow_executions`,
      refusedWith: '42P01',
    },
    {
      title: "look into other sessions' statements",
      statement: 'select query from pg_stat_activity',
      refusedWith: undefined,
    },
    {
      title: 'look for values in the statistics',
      statement: 'select * from pg_stats',
      refusedWith: undefined,
    },
  ]
}

function identityAttacks(attack: {
  victim: TenantId
  attacker: TenantId
  token: string
}): readonly SqlAttack[] {
  const { victim, attacker, token } = attack
  const list = `${functionSchemaOf(victim)}.list_executions`
  const refusal = (title: string, statement: string, refusedWith: string): SqlAttack => ({
    title,
    statement,
    refusedWith,
  })
  return [
    refusal(
      'call a function of the victim with the own token',
      `select ${list}('${token}', jsonb_build_object('limit', 10))`,
      NO_IDENTITY,
    ),
    refusal('call it with no token', `select ${list}(null, jsonb_build_object('limit', 10))`, NO_IDENTITY),
    refusal('call it with rubbish', `select ${list}('a.b.c', jsonb_build_object('limit', 10))`, NO_IDENTITY),
    refusal(
      'write the identity by hand, then call it',
      `select set_config('easyflow.identity', '${victim}|caller|00', false); select ${list}('${token}', jsonb_build_object('limit', 10))`,
      NO_IDENTITY,
    ),
    refusal(
      'verify as oneself, then call it in the same transaction',
      `begin; select ${functionSchemaOf(attacker)}.list_workflows('${token}'); select ${list}('${token}', jsonb_build_object('limit', 10))`,
      NO_IDENTITY,
    ),
    refusal(
      'keep a snapshot in which a removed key is still there',
      // The commit ends what the message began before, when it is injected behind a statement of the api.
      `commit; begin isolation level repeatable read; select ${functionSchemaOf(attacker)}.list_workflows('${token}')`,
      NO_IDENTITY,
    ),
    refusal(
      "call the worker's function of the victim",
      `select ${functionSchemaOf(victim)}.claim_due('${token}', 'x', 1, 1, 0)`,
      INSUFFICIENT_PRIVILEGE,
    ),
    refusal(
      "call the worker's function of one's own",
      `select ${functionSchemaOf(attacker)}.claim_due('${token}', 'x', 1, 1, 0)`,
      INSUFFICIENT_PRIVILEGE,
    ),
    refusal(
      'call the verifier',
      `select easyflow.verify('${token}', '${victim}', 'caller')`,
      INSUFFICIENT_PRIVILEGE,
    ),
    refusal('read the key of the MAC', 'select * from easyflow.identity_mac_key', INSUFFICIENT_PRIVILEGE),
    refusal(
      'plant a signing key',
      "insert into easyflow.issuer_keys values ('x', 'x', gen_random_uuid(), power(2::numeric, 2047) + 1, 256)",
      INSUFFICIENT_PRIVILEGE,
    ),
    refusal('read remembered tokens', 'select * from easyflow.remembered_tokens', INSUFFICIENT_PRIVILEGE),
  ]
}

function roleAttacks({ victim }: { victim: TenantId }): readonly SqlAttack[] {
  const statements: Readonly<Record<string, string>> = {
    "become the victim's role": `set role ${databaseRoleOf(victim, 'caller')}`,
    "become the owner's role": 'set role easyflow_owner',
    'reset the role and read': `reset role; select * from ${dataSchemaOf(victim)}.orders`,
    "become the worker's login": 'set session authorization easyflow_worker',
    'take a membership': `grant ${databaseRoleOf(victim, 'caller')} to easyflow_api`,
    'make oneself superuser': 'alter role easyflow_api superuser',
  }
  return Object.entries(statements).map(([title, statement]) => ({
    title,
    statement,
    refusedWith: INSUFFICIENT_PRIVILEGE,
  }))
}

function schemaAttacks(): readonly SqlAttack[] {
  const statements: Readonly<Record<string, string>> = {
    'make a temporary table': 'create temp table planted (x int)',
    'make a table': 'create table public.planted (x int)',
    'make a schema': 'create schema planted',
    'make a function': "create function pg_temp.planted() returns int language sql as 'select 1'",
    'run an anonymous block': 'do $$ begin null; end $$',
    'drop what the login owns and was granted': 'drop owned by easyflow_api',
    'reassign what the login owns': 'reassign owned by easyflow_api to easyflow_worker',
    'change default privileges': 'alter default privileges grant all on tables to public',
    'switch off the guard': 'alter event trigger easyflow_refuse_data_plane_ddl disable',
    'force a checkpoint': 'checkpoint',
    'add an extension': 'create extension pg_trgm',
    'switch off triggers': 'set session_replication_role = replica',
  }
  return Object.entries(statements).map(([title, statement]) => ({
    title,
    statement,
    refusedWith: INSUFFICIENT_PRIVILEGE,
  }))
}

function sessionAttacks({ victim }: { victim: TenantId }): readonly SqlAttack[] {
  const statements: Readonly<Record<string, string>> = {
    'take an advisory lock': 'select pg_advisory_lock(1)',
    'take an advisory lock for the transaction': 'select pg_advisory_xact_lock(1)',
    notify: "select pg_notify('x', 'y')",
    'store a large object': 'select lo_create(0)',
    "end the other sessions' connections":
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()',
    "cancel the other sessions' statements":
      'select pg_cancel_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()',
    sleep: 'select pg_sleep(10)',
    "read a file of the server's": "select pg_read_file('postgresql.conf')",
  }
  const refused = Object.entries(statements).map(([title, statement]) => ({
    title,
    statement,
    refusedWith: INSUFFICIENT_PRIVILEGE,
  }))
  const left: Readonly<Record<string, string>> = {
    'leave a prepared statement with a likely name': 'prepare planted as select 1',
    'leave a cursor': 'declare planted cursor with hold for select 1',
    'leave settings':
      "set search_path = planted; select set_config('easyflow.identity', 'planted', false); set statement_timeout = 1",
    'leave a listener': `listen tenant_${victim}_events`,
    'leave a transaction open': "begin; select set_config('easyflow.identity', 'planted', true)",
  }
  return [
    ...refused,
    ...Object.entries(left).map(([title, statement]) => ({ title, statement, refusedWith: undefined })),
  ]
}
