import { z } from 'zod'
import { setTimeout as delay } from 'node:timers/promises'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { Environment } from '../environment/environment.ts'
import type { Witnesses } from '../history/witnesses.ts'

type WitnessedRow = Extract<Witnesses['executions'], { isRead: true }>['rows'][number]

const rowSchema = z.object({
  labelled: z.string(),
  executionId: z.string(),
  marker: z.string(),
  status: z.string(),
  mode: z.string(),
  attempt: z.number(),
  effects: z.number(),
  canary: z.string().nullable(),
  endedAtEpochMs: z.number().nullable(),
})
const ENDED = new Set(['COMPLETE', 'FAILED', 'REJECTED'])

/** Every execution whose marker begins with the run's label, in the schema of every tenant. */
export async function readRunExecutions({ access, label }: Environment): Promise<readonly WitnessedRow[]> {
  const owners = new Map([...access.canaries].map(([tenant, canary]) => [canary, tenant]))
  const found: WitnessedRow[] = []
  for (const tenant of access.tenants) {
    const schema = dataSchemaOf(tenant)
    const rows = await access.admin.rows(
      `select e.tenant_id as labelled, e.execution_id as "executionId", e.input ->> 'marker' as marker, e.status,
         e.mode, e.attempt, e.input ->> 'canary' as canary,
         (extract(epoch from e.completed_at) * 1000)::float8 as "endedAtEpochMs",
         (select count(*)::int from ${schema}.effects f where f.execution_id = e.execution_id) as effects
       from ${schema}.workflow_executions e where e.input ->> 'marker' like $1`,
      [`${label}-%`],
    )
    for (const row of rows) {
      const { canary, ...rest } = rowSchema.parse(row)
      found.push({ tenant, ...rest, canaryOf: canary === null ? null : (owners.get(canary) ?? null) })
    }
  }
  return found
}

/** Waits until every execution of the run has ended, or until none of them has for `withinMs`. */
export async function settleExecutions(
  environment: Environment,
  options: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<void> {
  let openBefore = Number.POSITIVE_INFINITY
  let giveUpAt = Date.now() + options.withinMs
  for (;;) {
    const rows = await readRunExecutions(environment)
    const open = rows.filter(({ status }) => !ENDED.has(status)).length
    if (open < openBefore) giveUpAt = Date.now() + options.withinMs
    openBefore = open
    if (open === 0 || Date.now() > giveUpAt) return
    await delay(100, undefined, { signal: options.signal })
  }
}
