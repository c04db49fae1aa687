import { z } from 'zod'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { Environment } from '../environment/environment.ts'
import type { RowOf } from '../history/witnesses.ts'
import { ownersOf } from './read-run-executions.ts'

const rowSchema = z.object({
  labelled: z.string(),
  executionId: z.string(),
  stepIndex: z.number(),
  marker: z.string().nullable(),
  canary: z.string().nullable(),
  isLastStep: z.boolean(),
  attempt: z.number().nullable(),
})

/** Every effect of an execution of this run, or that carries one of its markers, in the schema of every tenant. */
export async function readRunEffects({ access, label }: Environment): Promise<readonly RowOf<'effects'>[]> {
  const canaryOwner = ownersOf(access.canaries)
  const found: RowOf<'effects'>[] = []
  for (const tenant of access.tenants) {
    const schema = dataSchemaOf(tenant)
    const rows = await access.admin.rows(
      `select f.tenant_id as labelled, f.execution_id as "executionId", f.step_index as "stepIndex",
         f.value ->> 'marker' as marker, f.value ->> 'canary' as canary,
         coalesce(f.step_index + 1 = e.steps_total, false) as "isLastStep", s.attempt
       from ${schema}.effects f
       left join ${schema}.workflow_executions e using (tenant_id, execution_id)
       left join ${schema}.execution_steps s using (tenant_id, execution_id, step_index)
       where e.input ->> 'marker' like $1 or f.value ->> 'marker' like $1`,
      [`${label}-%`],
    )
    for (const row of rows) {
      const { canary, ...rest } = rowSchema.parse(row)
      found.push({ tenant, ...rest, canaryOf: canaryOwner(canary) })
    }
  }
  return found
}
