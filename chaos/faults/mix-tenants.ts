import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { z } from 'zod'
import type { SqlSession } from '../probes/sql-session.ts'
import { tenantOption } from '../tenant-option.ts'
import type { Fault } from './fault.ts'

export const mixTenantsOptions = z.strictObject({
  /** Whose executions a restore puts in the wrong place. */
  from: tenantOption,
  /** In whose table they land. */
  into: tenantOption,
  /** Whether the rows are said to be `into`'s own, or keep the name of the tenant they came from. */
  relabels: z.boolean(),
})

const CONSTRAINT = 'executions_tenant'

/**
 * A restore gone wrong, by a superuser: executions of one tenant in another's table. What would refuse them
 * at the door (the check on the tenant, the foreign key that the tenant leads) is out of the way.
 */
export function mixTenants(
  admin: SqlSession,
  { from, into, relabels }: z.infer<typeof mixTenantsOptions>,
): Omit<Fault, 'name'> {
  const [source, target] = [from, into].map((tenant) => `${dataSchemaOf(tenant)}.workflow_executions`)
  return {
    async inject() {
      const copied = restoreStatement({ source: source ?? '', target: target ?? '', from, into, relabels })
      await admin.rows(`begin; alter table ${target} drop constraint if exists ${CONSTRAINT};
        set local session_replication_role = replica; ${copied}; commit`)
      const [row] = await admin.rows(
        `select count(*)::int as mixed from ${target} t join ${source} s using (execution_id)`,
      )
      const mixed = Number(row?.['mixed'])
      if (mixed === 0) throw new Error(`No execution of ${from} lies in ${into}'s table`)
      return `${mixed} executions of ${from} lie in ${into}'s table, labelled ${relabels ? into : from}`
    },
    async heal() {
      await admin.rows(`begin; set local session_replication_role = replica;
        delete from ${target} where execution_id in (select execution_id from ${source});
        alter table ${target} drop constraint if exists ${CONSTRAINT};
        alter table ${target} add constraint ${CONSTRAINT} check (tenant_id = '${into}'); commit`)
    },
  }
}

/** The statement of the restore by itself: with every wall in place the database refuses it. */
export function restoreStatement(options: {
  readonly source: string
  readonly target: string
  readonly from: TenantId
  readonly into: TenantId
  readonly relabels: boolean
}): string {
  const { source, target, from, into, relabels } = options
  // Newest first, so that the page that lists them would show them.
  return `insert into ${target}
    select (jsonb_populate_record(null::${target}, to_jsonb(s) || jsonb_build_object(
      'tenant_id', '${relabels ? into : from}', 'idempotency_key', null, 'created_at', clock_timestamp()))).*
    from ${source} s where s.status = 'COMPLETE' order by s.created_at desc limit 5`
}
