import { z } from 'zod'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import { readExecutions, type WitnessedExecution } from '../probes/read-executions.ts'
import { tenantOption } from '../tenant-option.ts'

/** Executions that a scenario asks for by a name, to break or look at later. */
export const namedOptions = {
  tenant: tenantOption,
  /** What they are called in this run. No tenant's id: that is what the workload's are called. */
  name: z.string().regex(/^[a-z]{3,}$/),
  /** With walls down on purpose: what becomes of it is no sign of the system, so nobody counts it. */
  isControl: z.boolean().optional(),
}

export interface NamedExecutions {
  readonly tenant: TenantId
  readonly name: string
  readonly isControl?: boolean | undefined
}

/** What the markers of executions of this name begin with. Nothing of a run counts that begins otherwise. */
export function markerOf(
  { label }: Pick<Environment, 'label'>,
  { name, isControl }: NamedExecutions,
): string {
  return `${isControl === true ? 'control-' : ''}${label}-${name}`
}

/** The rows of executions of this name, in whichever tenant's schema they lie. */
export function readNamedExecutions(
  environment: Environment,
  named: NamedExecutions,
): Promise<readonly WitnessedExecution[]> {
  const { admin, tenants } = environment.access
  return readExecutions(admin, tenants, markerOf(environment, named))
}
