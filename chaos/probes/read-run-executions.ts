import { z } from 'zod'
import { setTimeout as delay } from 'node:timers/promises'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { Environment } from '../environment/environment.ts'
import type { RowOf } from '../history/witnesses.ts'

type WitnessedRow = RowOf<'executions'>

const rowSchema = z.object({
  labelled: z.string(),
  executionId: z.string(),
  marker: z.string(),
  status: z.string(),
  mode: z.string(),
  attempt: z.number(),
  effects: z.number(),
  leasesLost: z.number(),
  acceptedAtEpochMs: z.number(),
  startByEpochMs: z.number().nullable(),
  startedAtEpochMs: z.number().nullable(),
  endedAtEpochMs: z.number().nullable(),
  canary: z.string().nullable(),
})
const ENDED = new Set(['COMPLETE', 'FAILED', 'REJECTED'])

/** Every execution whose marker begins with the run's label, in the schema of every tenant. */
export async function readRunExecutions({ access, label }: Environment): Promise<readonly WitnessedRow[]> {
  const canaryOwner = ownersOf(access.canaries)
  const found: WitnessedRow[] = []
  for (const tenant of access.tenants) {
    const schema = dataSchemaOf(tenant)
    const rows = await access.admin.rows(
      `select e.tenant_id as labelled, e.execution_id as "executionId", e.input ->> 'marker' as marker, e.status,
         e.mode, e.attempt, e.leases_lost as "leasesLost", e.input ->> 'canary' as canary,
         ${epochMs('e.created_at')} as "acceptedAtEpochMs", ${epochMs('e.start_by')} as "startByEpochMs",
         ${epochMs('e.started_at')} as "startedAtEpochMs", ${epochMs('e.completed_at')} as "endedAtEpochMs",
         (select count(*)::int from ${schema}.effects f where f.execution_id = e.execution_id) as effects
       from ${schema}.workflow_executions e where e.input ->> 'marker' like $1`,
      [`${label}-%`],
    )
    for (const row of rows) {
      const { canary, ...rest } = rowSchema.parse(row)
      found.push({ tenant, ...rest, canaryOf: canaryOwner(canary) })
    }
  }
  return found
}

/** Whose canary a text is. */
export function ownersOf(canaries: ReadonlyMap<string, string>): (canary: string | null) => string | null {
  const owners = new Map([...canaries].map(([tenant, canary]) => [canary, tenant]))
  return (canary) => (canary === null ? null : (owners.get(canary) ?? null))
}

/** Milliseconds since the epoch, to the microsecond. */
const epochMs = (column: string): string => `extract(epoch from ${column})::float8 * 1000`

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
