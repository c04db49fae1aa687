import type { Environment } from '../environment/environment.ts'
import { realtimeExecution } from './realtime-execution.ts'
import { partsNotReady } from './parts-not-ready.ts'

/** What a probe of the steady state read. */
export interface SteadyStateReading {
  readonly value: number
  readonly unit: 'ms' | 'count'
  /** In words, for whoever finds that it does not hold. */
  readonly detail: string
}

export interface SteadyStateProbe<Name extends string> {
  readonly name: Name
  /** Reads one number. @throws when it cannot be read, which counts as not met. */
  readonly read: (environment: Environment, signal: AbortSignal) => Promise<SteadyStateReading>
}

/** Every probe of the steady state, by its name. */
export const steadyStateProbes = [partsNotReady, realtimeExecution] as const
export type SteadyStateName = (typeof steadyStateProbes)[number]['name']

/** A probe and its tolerance: what it reads is at most so much. */
export interface SteadyStateDeclaration {
  readonly probe: SteadyStateName
  readonly atMost: number
}
