import type { Hint } from '../../../system/contracts/hint.ts'
import { databaseRoleOf, dataSchemaOf } from '../../../system/contracts/names.ts'
import { EasyFlowError } from '../../../system/contracts/easyflow-error.ts'
import type { TenantId } from '../../../system/contracts/tenant-id.ts'
import type { Identity } from '../../../system/contracts/token.ts'
import { callTenantFunction } from '../../../system/platform/database/call-tenant-function.ts'
import { openPool } from '../../../system/platform/database/open-pool.ts'
import { DatabaseError, type Installer } from '../../../system/platform/database/with-installer.ts'
import { isAcceptedByBroker } from '../../../system/platform/kafka/is-accepted-by-broker.ts'
import { buildTokenPublishers } from '../../../system/platform/kafka/token-publishers.ts'
import type { Attempt } from './require-walls-as-declared.ts'

export interface WallsToTry {
  readonly apiUrl: string
  /** The api's own login. */
  readonly apiDatabaseUrl: string
  readonly brokers: readonly string[]
  readonly installer: Installer
  /** Whose token it is. It has a workflow. */
  readonly tenant: TenantId
  readonly stranger: TenantId
  /** Nobody signed it. */
  readonly unsigned: string
  /** As the contestant's callers send it: the broker lets its bearer in. */
  readonly accepted: string
}

/** Tries each wall where it stands. @throws when an attempt failed in another way than by being refused. */
export async function tryWalls(ground: WallsToTry): Promise<readonly Attempt[]> {
  const check = { wall: 'token check' } as const
  return [
    { ...check, what: 'an unsigned token at the api', isRefused: await isRefusedByApi(ground) },
    { ...check, what: 'an unsigned token at the database', isRefused: await isRefusedByFunction(ground) },
    {
      ...check,
      what: 'an unsigned token at the broker',
      isRefused: !(await isAcceptedByBroker({
        brokers: ground.brokers,
        token: ground.unsigned,
        withinMs: 5000,
      })),
    },
    {
      wall: 'row security',
      what: 'rows read without an identity',
      isRefused: await isRefusedByPolicies(ground),
    },
    ...(await lookForRowSecurity(ground)),
    {
      wall: 'access lists',
      what: "a hint for another tenant's topic",
      isRefused: await isRefusedByAccessLists(ground),
    },
  ]
}

async function isRefusedByApi({ apiUrl, unsigned }: WallsToTry): Promise<boolean> {
  const answer = await fetch(`${apiUrl}/workflows`, { headers: { authorization: `Bearer ${unsigned}` } })
  await answer.body?.cancel()
  if (answer.status !== 200 && answer.status !== 401) throw unexpected('The api', `HTTP ${answer.status}`)
  return answer.status === 401
}

async function isRefusedByFunction({ apiDatabaseUrl, tenant, unsigned }: WallsToTry): Promise<boolean> {
  const pool = openPool({ url: apiDatabaseUrl, max: 1, applicationName: 'easyflow-bench', onError: nothing })
  try {
    return await isRefused('ERR_DATABASE_REFUSED', () =>
      callTenantFunction(pool, { tenant, name: 'list_workflows', token: unsigned, args: [] }),
    )
  } finally {
    await pool.end()
  }
}

/** As the role that owns the tenant's functions: grants and schemas let it through, so only policies can refuse. */
async function isRefusedByPolicies({ installer, tenant }: WallsToTry): Promise<boolean> {
  await installer.query('begin')
  try {
    await installer.query(`set local row_security = on; set local role ${databaseRoleOf(tenant, 'caller')}`)
    const { rows } = await installer.query(`select from ${dataSchemaOf(tenant)}.workflows`)
    if (rows.length === 0) throw unexpected('The database', 'no rows')
    return false
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '28000') return true
    throw error
  } finally {
    await installer.query('rollback')
  }
}

/** Every table: a single one with row security would be measured with it. */
async function lookForRowSecurity({ installer }: WallsToTry): Promise<readonly Attempt[]> {
  const { rows } = await installer.query<{ is_walled: boolean; tables: string }>(`
    select c.relrowsecurity as is_walled, count(*) as tables
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join easyflow.tenants t on n.nspname = 'tenant_' || t.tenant_id
    where c.relkind = 'r' group by 1`)
  return rows.map(({ is_walled: isRefused, tables }) => ({
    wall: 'row security',
    what: `row security ${isRefused ? 'on' : 'off'} on ${tables} tables`,
    isRefused,
  }))
}

async function isRefusedByAccessLists({ brokers, accepted, stranger }: WallsToTry): Promise<boolean> {
  const publishers = buildTokenPublishers({
    brokers,
    clientsMax: 1,
    publishLimitMs: 5000,
    clientId: 'easyflow-bench',
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  })
  const claims = JSON.parse(
    Buffer.from(accepted.split('.')[1] ?? '', 'base64url').toString(),
  ) as Identity['claims']
  // Of an execution that does not exist: nobody acts on it.
  const hint: Hint = { version: 1, executionId: crypto.randomUUID(), mode: 'balanced' }
  try {
    return await isRefused('ERR_BROKER_REFUSED', () =>
      publishers.publish({ token: accepted, claims }, hint, { tenant: stranger }),
    )
  } finally {
    await publishers.close()
  }
}

async function isRefused(code: EasyFlowError['code'], attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt()
    return false
  } catch (error) {
    if (error instanceof EasyFlowError && error.code === code) return true
    throw error
  }
}

const unexpected = (who: string, answer: string): Error => new Error(`${who} answered with ${answer}`)

function nothing(): void {
  // What goes wrong is told by the answer.
}
