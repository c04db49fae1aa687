import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { newSubmission } from '../../attacks/new-submission.ts'
import { openTenantFunctions, type TenantFunctions } from '../../probes/tenant-functions.ts'
import type { Bench } from '../open-bench.ts'

/** An execution of the attacker's own tenant, in the hands of a worker that the harness plays. */
export interface HeldExecution {
  readonly functions: TenantFunctions
  readonly executionId: string
}

/** How it stands: held by its first worker; that one's lease over; or taken over by a second one. */
export type Holding = 'held' | 'over' | 'taken over' | 'complete'

const LONG_LEASE_MS = 60_000
/** The system's own worker may claim first what has no lease: then it is tried with another execution. */
const TRIES_MAX = 8

/**
 * Starts an execution that no message speaks for, claims it as a worker would, once or twice, and lets `work` go on
 * from there. Whoever holds it in the end completes it.
 *
 * @throws {Error} when the system's own worker claimed first every time.
 */
export async function withHeldExecution<Result>(
  bench: Bench,
  holding: Holding,
  work: (held: HeldExecution) => Promise<Result>,
): Promise<Result> {
  const functions = await openTenantFunctions(bench.access, bench.attacker)
  try {
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      const marker = `${bench.label}-late-${randomUUID().slice(0, 8)}`
      const { executionId } = newSubmission({ marker, mode: 'balanced' })
      await functions.asCaller('submit', [{ ...newSubmission({ marker, mode: 'balanced' }), executionId }])
      const held = { functions, executionId }
      if (!(await hold(held, holding))) continue
      const result = await work(held)
      await completeStep(held, holding === 'taken over' ? 2 : 1)
      return result
    }
    throw new Error(`The system's own worker claimed first in ${TRIES_MAX} tries`)
  } finally {
    await functions.close()
  }
}

async function hold(held: HeldExecution, holding: Holding): Promise<boolean> {
  const isShort = holding === 'over' || holding === 'taken over'
  if ((await claim(held, isShort ? 1 : LONG_LEASE_MS)) !== 1) return false
  if (holding === 'complete') return (await completeStep(held, 1)) !== null
  // The next statement comes later than the lease of a millisecond.
  return holding !== 'taken over' || (await claim(held, LONG_LEASE_MS)) === 2
}

/** @returns the number of the attempt that it leased; undefined when there was none to be had. */
export async function claim(
  { functions, executionId }: HeldExecution,
  leaseMs = LONG_LEASE_MS,
): Promise<number | undefined> {
  const claimed = await functions.asWorker('claim', [executionId, 'suite-late-worker', leaseMs])
  return claimed === null ? undefined : z.looseObject({ attempt: z.int() }).parse(claimed).attempt
}

/** @returns null when nothing was written. */
export function completeStep(
  { functions, executionId }: HeldExecution,
  attempt: number,
  note = 'in time',
): Promise<unknown> {
  const outcome = { result: null, output: null, effect: { note }, last: true, leaseMs: 1000 }
  return functions.asWorker('complete_step', [
    executionId,
    attempt,
    0,
    { ...outcome, cpuMs: 0, elapsedMs: 0 },
  ])
}
