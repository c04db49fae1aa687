import type { PartRegister } from './part-register.ts'
import type { PartPlan } from './parts/part-plan.ts'
import type { PartProcess } from './process/start-process.ts'
import { waitUntilReady } from './process/wait-until-ready.ts'

export interface LaunchOptions {
  readonly signal: AbortSignal
  /** Where it is not to be launched as planned, for once: the plan stays what it was. */
  readonly launch?: () => PartProcess | Promise<PartProcess>
}

/**
 * Starts a part and waits until it answers.
 *
 * @returns milliseconds from the command to the answer.
 * @throws {EasyFlowError} ERR_PART_FAILED; the part's process is left for `stop` to end.
 */
export async function launchPart(
  plan: PartPlan,
  register: PartRegister,
  { signal, launch = plan.launch }: LaunchOptions,
): Promise<number> {
  signal.throwIfAborted()
  const startedAt = performance.now()
  const process = await launch()
  register.begin(plan, process)
  await waitUntilReady({
    name: plan.name,
    process,
    logFile: plan.logFile,
    probe: plan.probe,
    withinMs: plan.readyWithinMs,
    signal,
  })
  const readyMs = Math.round(performance.now() - startedAt)
  register.note(plan.name, 'ready', { readyMs })
  return readyMs
}
