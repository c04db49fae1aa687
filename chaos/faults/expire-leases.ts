import { z } from 'zod'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import { markerOf, namedOptions } from '../attacks/named-executions.ts'
import type { Environment } from '../environment/environment.ts'
import type { Fault } from './fault.ts'

export const expireLeasesOptions = z.strictObject({ of: z.strictObject(namedOptions) })

/** Ends the leases of executions asked for by name, while a worker is at them. There is nothing to undo. */
export function expireLeases(
  environment: Environment,
  { of }: z.infer<typeof expireLeasesOptions>,
): Omit<Fault, 'name'> {
  return {
    async inject() {
      const ended = await environment.access.admin.rows(
        `update ${dataSchemaOf(of.tenant)}.workflow_executions set lease_until = clock_timestamp()
         where status = 'RUNNING' and input ->> 'marker' like $1 returning execution_id`,
        [`${markerOf(environment, of)}-%`],
      )
      if (ended.length === 0) throw new Error(`No execution ${of.name} of ${of.tenant} was RUNNING`)
      return `the leases of ${ended.length} running executions of ${of.tenant} are over`
    },
    heal: () => Promise.resolve(),
  }
}
