import type { z } from 'zod'
import type { Environment } from '../environment/environment.ts'
import type { Fault } from './fault.ts'

/** A fault that a scenario can declare: its name, and options that another process can read and heal by. */
export interface FaultDefinition<Name extends string, Options> {
  readonly name: Name
  /** Strict: an option that is not known is refused before anything is touched. */
  readonly options: z.ZodType<Options>
  /**
   * Makes the fault ready to be injected or healed. What is built from the same options in another process
   * heals what this one has injected, so it keeps nothing in memory that healing needs.
   *
   * @throws {ZodError} for options that are not its own.
   */
  readonly build: (environment: Environment, options: unknown, signal: AbortSignal) => Fault
}

/** Defines a fault that a scenario can declare. */
export function defineFault<const Name extends string, Options>(definition: {
  readonly name: Name
  readonly options: z.ZodType<Options>
  readonly build: (environment: Environment, options: Options, signal: AbortSignal) => Omit<Fault, 'name'>
}): FaultDefinition<Name, Options> {
  const { name, options } = definition
  return {
    name,
    options,
    build: (environment, written, signal) => ({
      ...definition.build(environment, options.parse(written), signal),
      name,
    }),
  }
}
