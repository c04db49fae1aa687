import { buildApiProcess, type ReplaceApiParts } from '../../system/api/build-api-process.ts'
import type { Environment } from '../../system/platform/config/load-settings.ts'
import { stopOnSignal } from '../../system/platform/lifecycle/stop-on-signal.ts'

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
