import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { topicOf } from '../../../system/contracts/names.ts'
import { parseTenantId, type TenantId } from '../../../system/contracts/tenant-id.ts'
import { openAdminProbe } from '../../probes/kafka-probe.ts'
import { runEasyflow, spawnEasyflow } from '../../probes/spawn-easyflow.ts'
import { openSqlSession, type SqlSession } from '../../probes/sql-session.ts'
import { waitFor } from '../../wait-for.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import { useAsTenant } from './use-as-tenant.ts'

type Stage = 'rows' | 'topic' | 'removal'

const stages: readonly (readonly [stage: Stage, title: string])[] = [
  ['rows', 'whose making was killed when its rows were there'],
  ['topic', 'whose making was killed when its rows, its topic and its access rules were there'],
  ['removal', 'whose removal was killed when it had begun'],
]

const REFUSED = 'SQLSTATE 28000 there and behind the api'

/** A tenant that is not whole: nobody may get a token for it, and a good one that somebody has opens nothing. */
export const halfMadeTenants: readonly SuiteAttack[] = stages.map(([stage, title]): SuiteAttack => ({
  id: `L7-half-made-${stage}`,
  layer: 'L7',
  title: `use a tenant ${title}, with a token of its own that the issuer's key signed`,
  allowed: [
    `database: ${REFUSED}, and no client at the issuer`,
    // A removal that was killed at once: what the issuer gives is worth as little.
    ...(stage === 'removal' ? [`database: ${REFUSED}, and a client at the issuer`] : []),
  ],
  aim: 'be accepted',
  removes: ['tenant-status'],
  mayTouch: ['easyflow.removed_tenants'],
  isLong: true,
  attack: (bench, signal) => withHalfMade(bench, stage, signal),
}))

async function withHalfMade(bench: Bench, stage: Stage, signal: AbortSignal): ReturnType<typeof useAsTenant> {
  const { access } = bench
  const tenant = parseTenantId(`half${randomBytes(4).toString('hex')}`)
  try {
    if (stage === 'removal') await expectDone(bench, ['tenants', 'create', tenant])
    await killMidway(bench, { tenant, stage }, signal)
    if (bench.removed.includes('tenant-status'))
      await access.admin.rows("update easyflow.tenants set status = 'active' where tenant_id = $1", [tenant])
    return await useAsTenant(bench, tenant)
  } finally {
    await expectDone(bench, ['tenants', 'remove', tenant])
  }
}

async function killMidway(
  { access }: Bench,
  { tenant, stage }: { readonly tenant: TenantId; readonly stage: Stage },
  signal: AbortSignal,
): Promise<void> {
  const verb = stage === 'removal' ? 'remove' : 'create'
  const program = spawnEasyflow(access.system.status(), ['tenants', verb, tenant])
  const ended = once(program, 'exit')
  const lock = await openSqlSession(access.addresses.adminDatabaseUrl)
  const wanted = stage === 'removal' ? 'removing' : 'provisioning'
  try {
    await waitFor(`${tenant} to be ${wanted}`, signal, async () => {
      const [row] = await access.admin.rows('select status from easyflow.tenants where tenant_id = $1', [
        tenant,
      ])
      return row?.['status'] === wanted
    })
    if (stage === 'topic') await holdAtStatus(lock, { access, tenant }, signal)
    program.kill('SIGKILL')
    await ended
    // A backend goes on with what it waits for, whoever has gone that sent it.
    await access.admin.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid() and query like '%easyflow.tenants set status%'`,
    )
  } finally {
    await lock.close()
  }
}

/** Keeps it from becoming active, and waits until that is all it waits for. */
async function holdAtStatus(
  lock: SqlSession,
  { access, tenant }: Pick<Bench, 'access'> & { readonly tenant: TenantId },
  signal: AbortSignal,
): Promise<void> {
  await lock.rows('begin')
  const [mine] = await lock.rows(
    'select pg_backend_pid() as pid from easyflow.tenants where tenant_id = $1 for update',
    [tenant],
  )
  await waitFor(`${tenant} to wait for its status`, signal, async () => {
    const rows = await access.admin.rows(
      'select 1 from pg_stat_activity where $1::int = any(pg_blocking_pids(pid))',
      [mine?.['pid']],
    )
    return rows.length > 0
  })
  const broker = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  try {
    if (!(await broker.hasTopic(topicOf(tenant)))) throw new Error(`${tenant} has no topic yet`)
  } finally {
    await broker.close()
  }
}

async function expectDone({ access }: Bench, args: readonly string[]): Promise<void> {
  const { code, said } = await runEasyflow(access.system.status(), args)
  if (code !== 0) throw new Error(`easyflow ${args.join(' ')} failed: ${said}`)
}
