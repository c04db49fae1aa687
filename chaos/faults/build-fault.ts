import type { Environment } from '../environment/environment.ts'
import type { Fault } from './fault.ts'
import { faultNamed } from './registry.ts'

/** A fault as it is written down: its name, and the rest its options. */
export interface WrittenFault {
  readonly fault: string
  readonly [option: string]: unknown
}

/**
 * Builds a declared fault. The declaration may come from a scenario, or from the ledger of a killed run.
 *
 * @throws {TypeError} for a fault that is not known, {ZodError} for options that are not its own.
 */
export function buildFault(environment: Environment, declared: WrittenFault, signal: AbortSignal): Fault {
  const { fault: name, ...rest } = declared
  return faultNamed(name).build(environment, rest, signal)
}
