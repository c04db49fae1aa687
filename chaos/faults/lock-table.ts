import { z } from 'zod'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { Environment } from '../environment/environment.ts'
import { openSqlSession } from '../probes/sql-session.ts'
import { tenantOption } from '../tenant-option.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'

export const lockTableOptions = z.strictObject({
  tenant: tenantOption,
  /** Orders: steps of kind analytics stand still in the middle. */
  table: z.enum(['orders', 'effects']),
})

/** Locks a table of a tenant, so that every statement that needs it waits. The lock ends with its session. */
export function lockTable(
  { access: { admin, addresses } }: Environment,
  { tenant, table }: z.infer<typeof lockTableOptions>,
): Omit<Fault, 'name'> {
  const name = `${dataSchemaOf(tenant)}.${table}`
  // Found by its name from any process.
  const holder = `easyflow-chaos-lock ${name}`
  const countHolders = async (): Promise<number> => {
    const [row] = await admin.rows(
      `select count(*)::int as holders from pg_locks l join pg_stat_activity a using (pid)
       where a.application_name = $1 and l.relation = $2::regclass and l.granted`,
      [holder, name],
    )
    return Number(row?.['holders'])
  }
  return {
    async inject() {
      const session = await openSqlSession(addresses.adminDatabaseUrl)
      await session.rows(`set application_name = '${holder}'`)
      await session.rows(`begin; lock table ${name} in access exclusive mode`)
      if ((await countHolders()) === 0) throw new Error(`Nobody holds a lock on ${name}`)
      return `${name} is locked, and whoever needs it waits`
    },
    async heal() {
      await admin.rows('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
        holder,
      ])
      // Not the run's signal: an aborted run is healed as well.
      const { signal } = new AbortController()
      await waitFor(`${name} to be unlocked`, signal, async () => (await countHolders()) === 0)
    },
  }
}
