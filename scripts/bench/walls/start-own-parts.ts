import type { SystemContext } from '../../../system/runtime/system-context.ts'
import type { PartPlan } from '../../../system/runtime/parts/part-plan.ts'
import { planApi, planWorker } from '../../../system/runtime/parts/plan-own-parts.ts'
import type { PartProcess } from '../../../system/runtime/process/start-process.ts'
import { waitUntilReady } from '../../../system/runtime/process/wait-until-ready.ts'

export interface StartedParts {
  readonly api: PartProcess
  readonly worker: PartProcess
  readonly workerLog: string
  readonly apiUrl: string
  readonly stop: () => Promise<void>
}

/** Starts an api and a worker of a running system, in the place of its own, by the entry files that `context` names. */
export async function startOwnParts(context: SystemContext): Promise<StartedParts> {
  const plans = { api: planApi(context, Promise.resolve()), worker: planWorker(context, Promise.resolve()) }
  const api = plans.api.launch()
  const worker = plans.worker.launch()
  const stop = async (): Promise<void> => {
    await Promise.all([api.end('SIGTERM', 10_000), worker.end('SIGTERM', 10_000)])
  }
  const ready = async (plan: PartPlan, process: PartProcess): Promise<void> => {
    const { name, logFile, probe } = plan
    await waitUntilReady({ name, logFile, probe, process, withinMs: READY_WITHIN_MS, signal: context.signal })
  }
  try {
    await Promise.all([ready(plans.api, api), ready(plans.worker, worker)])
  } catch (error) {
    await stop()
    throw error
  }
  return { api, worker, workerLog: plans.worker.logFile, apiUrl: plans.api.addresses['url'] ?? '', stop }
}

/** 53 consumers join their groups at once. */
const READY_WITHIN_MS = 90_000
