import type { Environment } from '../environment/environment.ts'
import type { RunDirectory } from '../history/run-directory.ts'
import { buildFault } from './build-fault.ts'
import type { FaultDeclaration } from './registry.ts'

export interface HoldOptions {
  readonly faults: readonly FaultDeclaration[]
  readonly directory: RunDirectory
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

/** Faults that are in place. */
export interface HeldFaults {
  /** Heals those of these names now, last first, and not again later. */
  readonly heal: (names: readonly string[]) => Promise<void>
}

/**
 * Runs `work` while all faults hold. The intent is in the ledger before a fault is injected; every intended
 * fault is healed on every way out, last first, each even when another cannot be, which is tried once more then.
 *
 * @throws {AggregateError} when something could not be healed, along with what `work` threw.
 */
export async function holdFaults(
  environment: Environment,
  options: HoldOptions,
  work: (held: HeldFaults) => Promise<void>,
): Promise<void> {
  const { directory, onProgress, signal } = options
  const intended: IntendedFault[] = []
  const failures: unknown[] = []
  try {
    for (const declared of options.faults) {
      signal.throwIfAborted()
      const fault = buildFault(environment, declared, signal)
      const id = await directory.intend(declared)
      intended.push({ id, fault })
      const evidence = await injectNoted(directory, id, () => fault.inject())
      onProgress(`${fault.name}: ${evidence}`)
    }
    await work({
      async heal(names) {
        for (const one of intended.toReversed().filter(({ fault }) => names.includes(fault.name))) {
          await healNoted(directory, one)
          intended.splice(intended.indexOf(one), 1)
          onProgress(`${one.fault.name}: healed`)
        }
      },
    })
  } catch (error) {
    failures.push(error)
  }
  const held = await healAll(intended.reverse(), options)
  // A lock that kept one from being healed is gone once the fault that holds it is.
  const left = await healAll(
    held.map(({ one }) => one),
    options,
  )
  failures.push(...left.map(({ error }) => error))
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, failures.map(messageOf).join('; '))
}

interface IntendedFault {
  readonly id: number
  readonly fault: ReturnType<typeof buildFault>
}

/** Heals each, even when another cannot be. @returns those that could not, and why. */
async function healAll(
  faults: readonly IntendedFault[],
  { directory, onProgress }: HoldOptions,
): Promise<readonly { readonly one: IntendedFault; readonly error: unknown }[]> {
  const left: { readonly one: IntendedFault; readonly error: unknown }[] = []
  for (const one of faults) {
    await healNoted(directory, one).then(
      () => onProgress(`${one.fault.name}: healed`),
      (error: unknown) => left.push({ one, error }),
    )
  }
  return left
}

async function healNoted(directory: RunDirectory, { id, fault }: IntendedFault): Promise<void> {
  try {
    await fault.heal()
    await directory.healed(id)
  } catch (error) {
    directory.history.write({ kind: 'heal-failed', id, reason: messageOf(error) })
    throw error
  }
}

async function injectNoted(
  { history }: RunDirectory,
  id: number,
  inject: () => Promise<string>,
): Promise<string> {
  try {
    const evidence = await inject()
    history.write({ kind: 'fault-injected', id, evidence })
    return evidence
  } catch (error) {
    history.write({ kind: 'fault-failed', id, reason: messageOf(error) })
    throw error
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
