import type { Evidence, Fault } from '../faults/fault.ts'

/**
 * Runs `work` while all `faults` hold. Every fault that was tried is healed on every way out, last first,
 * each even when another cannot be.
 *
 * @throws {AggregateError} when something could not be healed, along with what `work` threw.
 */
export async function withFaults<Result>(
  faults: readonly Fault[],
  work: (evidence: readonly { fault: string; evidence: Evidence }[]) => Promise<Result>,
): Promise<Result> {
  const tried: Fault[] = []
  const failures: unknown[] = []
  let result: { value: Result } | undefined
  try {
    const evidence: { fault: string; evidence: Evidence }[] = []
    for (const fault of faults) {
      tried.push(fault)
      evidence.push({ fault: fault.name, evidence: await fault.inject() })
    }
    result = { value: await work(evidence) }
  } catch (error) {
    failures.push(error)
  }
  for (const fault of tried.reverse()) {
    await fault.heal().catch((error: unknown) => failures.push(error))
  }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1 || result === undefined)
    throw new AggregateError(failures, 'A fault could not be healed')
  return result.value
}
