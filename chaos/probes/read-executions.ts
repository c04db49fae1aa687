import { setTimeout as delay } from 'node:timers/promises'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { ExecutionRow } from '../checkers/check-executions.ts'
import type { SqlSession } from './sql-session.ts'

/** An execution as the database has it. */
export interface WitnessedExecution extends ExecutionRow {
  readonly attempt: number
  readonly worker: string | undefined
}

/** Every execution of every tenant that carries a marker beginning with `label`, as the database has it. */
export async function readExecutions(
  admin: SqlSession,
  tenants: readonly TenantId[],
  label: string,
): Promise<readonly WitnessedExecution[]> {
  const found: WitnessedExecution[] = []
  for (const tenant of tenants) {
    const schema = dataSchemaOf(tenant)
    const rows = await admin.rows(
      `select e.execution_id, e.input ->> 'marker' as marker, e.status, e.attempt, e.worker,
         (select count(*)::int from ${schema}.effects f where f.execution_id = e.execution_id) as effects
       from ${schema}.workflow_executions e where e.input ->> 'marker' like $1`,
      [`${label}-%`],
    )
    found.push(...rows.map((row) => toWitness(tenant, row)))
  }
  return found
}

function toWitness(tenant: TenantId, row: Readonly<Record<string, unknown>>): WitnessedExecution {
  return {
    tenant,
    executionId: String(row['execution_id']),
    marker: String(row['marker']),
    status: String(row['status']),
    effects: Number(row['effects']),
    attempt: Number(row['attempt']),
    worker: typeof row['worker'] === 'string' ? row['worker'] : undefined,
  }
}

/** Reads until nothing is queued, running or waiting any more, or nothing of it has ended for `withinMs`. */
export async function readSettledExecutions(
  admin: SqlSession,
  tenants: readonly TenantId[],
  label: string,
  options: { withinMs: number; signal: AbortSignal },
): ReturnType<typeof readExecutions> {
  let giveUpAt = Date.now() + options.withinMs
  let openBefore = Number.POSITIVE_INFINITY
  for (;;) {
    const rows = await readExecutions(admin, tenants, label)
    const open = rows.filter((row) => !['COMPLETE', 'FAILED', 'REJECTED'].includes(row.status)).length
    if (open < openBefore) giveUpAt = Date.now() + options.withinMs
    openBefore = open
    if (open === 0 || Date.now() > giveUpAt) return rows
    await delay(100, undefined, { signal: options.signal })
  }
}
