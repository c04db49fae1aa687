import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { openAccess } from '../access/open-access.ts'
import type { Environment } from '../environment/environment.ts'
import { buildStage } from '../environment/stage.ts'
import { buildFault, type WrittenFault } from '../faults/build-fault.ts'
import { noHistory } from '../history/no-history.ts'
import { markHealed } from '../history/ledger.ts'
import { healthySystem } from '../steady-state/healthy-system.ts'
import { readDeclared } from '../steady-state/read-steady-state.ts'
import { waitFor } from '../wait-for.ts'
import type { AttachedRun } from './find-runs.ts'
import { endStandIns, restoreParts } from './restore-parts.ts'

/** A broker that has just come back may refuse for a moment. */
const HEALS_WITHIN_MS = 20_000
const STEADY_WITHIN_MS = 20_000

export interface HealOptions {
  readonly system: RunningSystem
  /** All of this system, last first. */
  readonly runs: readonly AttachedRun[]
  /** One line of what was done, or could not be. */
  readonly onProgress: (line: string) => void
}

/**
 * Undoes what killed runs left: ends their stand-ins, brings back parts, heals every fault that was meant and not
 * healed, last first, each built anew from the ledger. Marks them healed once the steady state holds.
 *
 * @returns what is left, in words; nothing when the system is whole. Safe to call again.
 */
export async function healInstance({ system, runs, onProgress }: HealOptions): Promise<readonly string[]> {
  const left: string[] = []
  const attempt = async (what: string, work: () => Promise<readonly string[]>): Promise<void> => {
    try {
      for (const line of await work()) onProgress(line)
    } catch (error) {
      left.push(`${what}: ${messageOf(error)}`)
    }
  }
  await attempt('stand-ins', () => endStandIns(system.status()))
  // What keeps a part from running may be a fault: then it is tried again when that is healed.
  await restoreParts(system).then(
    (done) => done.forEach(onProgress),
    () => undefined,
  )
  const access = await openAccess(system).catch((error: unknown) => {
    left.push(`the system cannot be reached: ${messageOf(error)}`)
    return undefined
  })
  if (access === undefined) return left
  try {
    const environment: Environment = {
      access,
      stage: buildStage(access.addresses.apiUrl),
      label: 'heal',
      seed: 0,
      history: noHistory,
    }
    for (const { scenario, unhealed } of runs) {
      for (const { fault } of unhealed) {
        const name = describe(fault)
        await attempt(name, async () => {
          await healOne(environment, fault)
          return [`healed ${name}, left by a run of ${scenario}`]
        })
      }
    }
    await attempt('parts', () => restoreParts(system))
    left.push(...(await findUnsteady(environment)))
  } finally {
    await access.close()
  }
  if (left.length > 0) return left
  for (const { directory, unhealed } of runs)
    await markHealed(
      directory,
      unhealed.map(({ id }) => id),
    )
  return []
}

async function healOne(environment: Environment, written: WrittenFault): Promise<void> {
  const { signal } = new AbortController()
  const fault = buildFault(environment, written, signal)
  let last: unknown
  const tryOnce = async (): Promise<boolean> => {
    try {
      await fault.heal()
      return true
    } catch (error) {
      last = error
      return false
    }
  }
  await waitFor('it to be healed', signal, tryOnce, HEALS_WITHIN_MS).catch((error: unknown) => {
    throw new Error(`${messageOf(error)}: ${messageOf(last)}`)
  })
}

/** What of the steady state does not hold, though it was given time. */
async function findUnsteady(environment: Environment): Promise<readonly string[]> {
  const { signal } = new AbortController()
  const left: string[] = []
  for (const declared of healthySystem) {
    let detail = ''
    const isMet = async (): Promise<boolean> => {
      const reading = await readDeclared(environment, declared, signal)
      detail = reading.detail
      return reading.isMet
    }
    await waitFor(declared.probe, signal, isMet, STEADY_WITHIN_MS).catch(() => {
      left.push(`the steady state: ${declared.probe}: ${detail}`)
    })
  }
  return left
}

function describe({ fault, ...options }: WrittenFault): string {
  const values = Object.values(options).map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  )
  return [fault, ...values].join(' ')
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
