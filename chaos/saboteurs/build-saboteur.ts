import { buildApiProcess, type ReplaceApiParts } from '../../system/api/build-api-process.ts'
import type { Environment } from '../../system/platform/config/load-settings.ts'
import { stopOnSignal } from '../../system/platform/lifecycle/stop-on-signal.ts'
import { buildWorkerProcess, type WorkerReplacements } from '../../system/worker/build-worker-process.ts'

export type { ReplaceApiParts, WorkerReplacements }

/** Runs a worker that is the genuine one but for the parts replaced. */
export async function runWorkerSaboteur(
  environment: Environment,
  replace: WorkerReplacements,
  exit: (code: number) => void,
): Promise<void> {
  const { start, phases, log } = buildWorkerProcess(environment, replace)
  stopOnSignal({ phases, log, exit })
  await start()
}

/** Runs an api that is the genuine one but for the parts replaced. */
export async function runApiSaboteur(
  environment: Environment,
  replaceParts: ReplaceApiParts,
  exit: (code: number) => void,
): Promise<void> {
  const { start, phases, log } = buildApiProcess(environment, replaceParts)
  stopOnSignal({ phases, log, exit })
  await start()
}
