import { dataSchemaOf, functionSchemaOf } from '../../../system/contracts/names.ts'
import { ACME, GLOBEX } from '../../tenant-option.ts'
import { sendSql } from '../carriers.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import type { WallName } from '../walls.ts'

type Statement = readonly [name: string, title: string, statement: string, sqlstate?: string]

type WorkerCall = readonly [name: string, title: string, call: (bench: Bench) => string]

const schema = dataSchemaOf(GLOBEX)
const executions = `${schema}.workflow_executions`

const tableStatements: readonly Statement[] = [
  ['select', "read the victim's executions", `select * from ${executions}`],
  [
    'update-where',
    "set the victim's executions to COMPLETE",
    `update ${executions} set status = 'COMPLETE' where status = 'QUEUED'`,
  ],
  [
    'delete-using',
    "delete the victim's effects through a join",
    `delete from ${schema}.effects using ${schema}.orders`,
  ],
  [
    'insert-select',
    "copy the victim's customers into the attacker's",
    `insert into ${dataSchemaOf(ACME)}.customers select 'acme', customer_id + 100000, name, email, city, note from ${schema}.customers`,
  ],
  [
    'upsert',
    "upsert costs of the victim's",
    `insert into ${schema}.costs select 'globex', execution_id, mode, 0, 0, 0, now() from ${executions} on conflict do nothing`,
  ],
  [
    'merge',
    "merge into the victim's orders",
    `merge into ${schema}.orders t using (select 1) s on true when matched then delete`,
  ],
  ['copy-in', "copy into the victim's orders", `copy ${schema}.orders from program 'true'`],
  [
    'cte',
    'write in a common table expression',
    `with w as (delete from ${schema}.costs returning *) select count(*) from w`,
  ],
  ['for-update', "lock the victim's rows", `select 1 from ${executions} for update`],
  ['view', 'make a view over the victim', `create view peek as select * from ${executions}`],
  [
    'foreign-key',
    'make a table that refers to the victim',
    `create table public.peek (t text, id uuid, foreign key (t, id) references ${executions})`,
  ],
  [
    'rule',
    'put a rule on a table of the victim',
    `create rule peek as on insert to ${schema}.costs do also notify peek`,
  ],
  [
    'trigger',
    'put a trigger on a table of the victim',
    `create trigger peek after insert on ${schema}.costs execute function pg_catalog.suppress_redundant_updates_trigger()`,
  ],
  ['policy', 'add a policy to a table of the victim', `create policy peek on ${executions} using (true)`],
  ['disable-rls', 'switch row security off', `alter table ${executions} disable row level security`],
  ['no-force', 'take the force from row security', `alter table ${executions} no force row level security`],
  [
    'owner-to',
    "make oneself the owner of the victim's table",
    `alter table ${executions} owner to easyflow_worker`,
  ],
  ['grant', 'grant oneself the table', `grant all on ${executions} to easyflow_worker`],
  ['set-role', "become the victim's worker role", 'set role tenant_globex_worker'],
  ['session-authorization', "become the api's login", 'set session authorization easyflow_api'],
  ['bypassrls', 'give oneself BYPASSRLS', 'alter role easyflow_worker bypassrls'],
  ['create-role', 'make a role in the tenant’s role', 'create role peek in role tenant_globex_worker'],
  [
    'secdef',
    'make a function that runs as its owner',
    "create function public.peek() returns int language sql security definer as 'select 1'",
  ],
  [
    'replace-verify',
    'replace the verifier',
    "create or replace function easyflow.verify(token text, tenant text, role text) returns void language sql as 'select'",
  ],
  ['mac-key', 'read the key of the MAC', 'select * from easyflow.identity_mac_key'],
  ['issuer-key', "change the issuer's keys", 'update easyflow.issuer_keys set modulus = modulus'],
  [
    'remember',
    'remember a token by its guessed hash',
    "insert into easyflow.remembered_tokens values (sha256('x'), gen_random_uuid(), 'globex', 'caller', now() + interval '1 hour')",
  ],
  ['forget', 'forget all remembered tokens', 'delete from easyflow.remembered_tokens'],
  [
    'sequence',
    "list the victim's columns by position",
    `select attname, ${schema}.execution_document(null) from pg_attribute`,
  ],
  [
    'exemption',
    'exempt a finding of the audit',
    "insert into easyflow.audit_exemptions values ('x', 'x', 'because nobody shall see it')",
  ],
  ['alter-system', 'change the settings of the server', 'alter system reset log_statement'],
  ['load', 'load a library', "load 'auto_explain'"],
  [
    'subscription',
    'replicate from elsewhere',
    "create subscription peek connection 'host=127.0.0.1' publication peek with (connect = false)",
  ],
  ['publication', 'publish all tables', 'create publication peek for all tables'],
  ['reload', 'make the server read its settings again', 'select pg_reload_conf()'],
  ['server-file', "list a directory of the server's", "select pg_ls_dir('.')"],
  ['large-object-file', 'import a file as a large object', "select lo_import('/etc/passwd')"],
  ['comment', "comment on the victim's table", `comment on table ${executions} is 'seen'`],
  ['security-label', 'rename the schema of the victim', `alter schema ${schema} rename to peek`],
]

/** Functions of the victim's worker, with a worker's token that is genuine and the attacker's. */
const workerCalls: readonly WorkerCall[] = [
  [
    'claim',
    "claim the victim's execution",
    (b) => `claim('${b.ownWorkerToken}', '${b.victimExecution}', 'thief', 1000)`,
  ],
  [
    'claim-due',
    'claim whatever of the victim is due',
    (b) => `claim_due('${b.ownWorkerToken}', 'thief', 1000, 1, 0)`,
  ],
  [
    'complete-step',
    "complete a step of the victim's execution",
    (b) => `complete_step('${b.ownWorkerToken}', '${b.victimExecution}', 1, 0, '{}')`,
  ],
  [
    'fail-execution',
    "fail the victim's execution",
    (b) => `fail_execution('${b.ownWorkerToken}', '${b.victimExecution}', 1, 0, '{}')`,
  ],
  [
    'give-back',
    "give the victim's execution back",
    (b) => `give_back('${b.ownWorkerToken}', '${b.victimExecution}', 1)`,
  ],
  [
    'renew-lease',
    "renew the lease of the victim's execution",
    (b) => `renew_lease('${b.ownWorkerToken}', '${b.victimExecution}', 1, 1000)`,
  ],
  [
    'retry-later',
    "put the victim's execution off",
    (b) => `retry_later('${b.ownWorkerToken}', '${b.victimExecution}', 1, 0, '{}', 1)`,
  ],
  [
    'analytics',
    "ask for the victim's revenue",
    (b) => `analytics('${b.ownWorkerToken}', 'revenue_by_month')`,
  ],
  [
    'claim-as-caller',
    "claim the victim's execution with a caller's token",
    (b) => `claim('${b.own}', '${b.victimExecution}', 'thief', 1000)`,
  ],
  [
    'own-then-victim',
    'verify as oneself and claim for the victim in one transaction',
    (b) =>
      `claim('${b.ownWorkerToken}', '${b.victimExecution}', ${functionSchemaOf(b.attacker)}.analytics('${b.ownWorkerToken}', 'order_totals')::text, 1000)`,
  ],
]

/** The same positions on the worker's login, and what only it can try: the functions of a worker. */
export const workerSqlAttacks: readonly SuiteAttack[] = [
  ...tableStatements.map(([name, title, statement, sqlstate = '42501']) =>
    onWorkerLogin({
      name,
      title,
      statement: () => statement,
      allowed: [`database: SQLSTATE ${sqlstate}`],
      removes: ['login-privileges'],
    }),
  ),
  ...workerCalls.map(([name, title, call]) =>
    onWorkerLogin({
      name,
      title,
      statement: (bench) => `select ${functionSchemaOf(bench.victim)}.${call(bench)}`,
      allowed: ['database: SQLSTATE 28000'],
      removes: ['worker-token-check', 'row-security'],
    }),
  ),
]

function onWorkerLogin(row: {
  readonly name: string
  readonly title: string
  readonly statement: (bench: Bench) => string
  readonly allowed: readonly string[]
  readonly removes: readonly WallName[]
}): SuiteAttack {
  return {
    id: `L6-worker-${row.name}`,
    layer: 'L6',
    title: `on the worker's login, ${row.title}`,
    allowed: row.allowed,
    aim: 'be accepted',
    removes: row.removes,
    attack: (bench) => sendSql(bench, { login: 'worker', statement: row.statement(bench) }),
  }
}
