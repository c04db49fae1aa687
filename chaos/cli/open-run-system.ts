import { EasyFlowError } from '../../system/contracts/easyflow-error.ts'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { startSystem } from '../../system/runtime/start-system.ts'
import { attachSystem } from '../access/attach-system.ts'
import { findAttachedRuns } from '../heal/find-runs.ts'
import type { AttachedFacts } from '../history/run-directory.ts'
import { readProcess } from '../probes/read-process.ts'

/** The system that scenarios run on. */
export interface RunSystem {
  readonly system: RunningSystem
  /** Undefined: it is our own and ends with us. */
  readonly attached: AttachedFacts | undefined
  /** Stops it, if it is our own. */
  readonly close: () => Promise<void>
}

/**
 * Attaches to `instance`, or starts a system of our own that ends with this process, however it ends.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when the instance does not run, is being broken by someone else, or is not
 *   whole since a killed run.
 */
export async function openRunSystem(options: {
  readonly instance: string | undefined
  /** Where the runs of others are found. */
  readonly out: string
  readonly signal: AbortSignal
}): Promise<RunSystem> {
  const { instance, out, signal } = options
  if (instance === undefined) {
    const own = `chaos-${process.pid}`
    const system = await startSystem({ instance: own, ephemeral: true, onProgress: () => undefined, signal })
    return { system, attached: undefined, close: () => system.stop() }
  }
  const system = await attachSystem(instance)
  const { stateDirectory } = system.status()
  await refuseUnhealed(out, stateDirectory)
  const harnessBirth = readProcess(process.pid)?.birth ?? ''
  const attached = { stateDirectory, harnessPid: process.pid, harnessBirth }
  return { system, attached, close: () => Promise.resolve() }
}

async function refuseUnhealed(out: string, stateDirectory: string): Promise<void> {
  const runs = (await findAttachedRuns(out)).filter((run) => run.stateDirectory === stateDirectory)
  const going = runs.find(({ runningPid }) => runningPid !== undefined)
  if (going !== undefined)
    throw new EasyFlowError(
      'ERR_PART_FAILED',
      `A run of ${going.scenario} is at it on ${going.instance} already, process ${going.runningPid}`,
    )
  const broken = runs.find(({ unhealed }) => unhealed.length > 0)
  if (broken !== undefined)
    throw new EasyFlowError(
      'ERR_PART_FAILED',
      `A killed run of ${broken.scenario} has left ${broken.instance} broken: npm run chaos -- heal --instance ${broken.instance}`,
    )
}
