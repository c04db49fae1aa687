import { findNamed } from '../find-named.ts'
import type { Environment } from '../environment/environment.ts'
import type { History } from '../history/open-history.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { steadyStateProbes, type SteadyStateDeclaration, type SteadyStateProbe } from './registry.ts'

export interface ReadSteadyStateOptions {
  readonly scenario: Scenario
  readonly history: History
  readonly moment: 'before' | 'after'
  readonly signal: AbortSignal
}

/** Reads what is declared and writes it down. @throws {Error} before anything is broken, when it does not hold. */
export async function readSteadyState(
  environment: Environment,
  options: ReadSteadyStateOptions,
): Promise<void> {
  for (const declared of options.scenario.steadyState) {
    const startedAt = performance.now()
    const reading = await readDeclared(environment, declared, options.signal)
    const elapsedMs = performance.now() - startedAt
    options.history.write({ kind: 'steady-state', moment: options.moment, ...reading, elapsedMs })
    if (options.moment === 'before' && !reading.isMet)
      throw new Error(`The system is not whole, so nothing was broken: ${declared.probe}: ${reading.detail}`)
  }
}

export interface DeclaredReading {
  readonly probe: string
  readonly value: number
  readonly unit: string
  readonly isMet: boolean
  readonly detail: string
}

/** Reads one probe. What cannot be read is not met. @throws only when `signal` fires. */
export async function readDeclared(
  environment: Environment,
  { probe: name, atMost }: SteadyStateDeclaration,
  signal: AbortSignal,
): Promise<DeclaredReading> {
  const probe = findNamed<SteadyStateProbe<string>>('probe of the steady state', steadyStateProbes, name)
  try {
    const { value, unit, detail } = await probe.read(environment, signal)
    return { probe: name, value, unit, isMet: value <= atMost, detail }
  } catch (error) {
    signal.throwIfAborted()
    const detail = error instanceof Error ? error.message : String(error)
    return { probe: name, value: -1, unit: 'count', isMet: false, detail }
  }
}
