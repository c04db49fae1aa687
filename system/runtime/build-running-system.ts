import { rm } from 'node:fs/promises'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { Progress } from '../contracts/progress.ts'
import type { RestartOptions, RunningSystem } from '../contracts/running-system.ts'
import type { PartName } from '../contracts/system-status.ts'
import { withExternalLogins } from './external/external-servers.ts'
import { releaseInstance } from './instance/claim-instance.ts'
import { explainFullDisk } from './instance/explain-full-disk.ts'
import { withCallers } from './instance/instance-memory.ts'
import { removeInstance } from './instance/remove-instance.ts'
import { launchPart, type LaunchOptions } from './launch-part.ts'
import type { PartRegister } from './part-register.ts'
import type { PartPlan } from './parts/part-plan.ts'
import { clearPostgres } from './postgres/clear-postgres.ts'
import { lastLinesOf } from './process/last-lines-of.ts'
import { isGroupGone } from './process/is-group-gone.ts'
import { superviseParts, type Supervision } from './supervise-parts.ts'
import type { SystemContext } from './system-context.ts'

export interface RunningSystemOptions {
  readonly onProgress: (event: Progress) => void
  /** Told once all has been ended because a part could not be brought back. */
  readonly onEnded?: ((reason: EasyFlowError) => void) | undefined
}

/** In this order, those of one line at once. Whoever uses another ends before it. */
const ENDING_ORDER: readonly (readonly PartName[])[] = [
  ['api', 'worker'],
  ['kafka', 'postgres', 'issuer'],
]

/**
 * Wires the owner's view of a system. `end` stops the parts and keeps the instance claimed; `onDeath` is for
 * parts that die once all are ready.
 */
export function buildRunningSystem(
  context: SystemContext,
  register: PartRegister,
  { onProgress, onEnded }: RunningSystemOptions,
): RunningSystem & { end(): Promise<void>; onDeath: Supervision['onDeath'] } {
  const { layout } = context
  const untilGone = async (name: PartName): Promise<void> => await endRemains(context, register, name)
  const giveUp = async (failure: EasyFlowError): Promise<void> => {
    const reason = await explainFullDisk(layout, failure)
    const part = partOf(failure)
    register.note(part, 'failed')
    const lastLines = await lastLinesOf(register.status().parts[part].logFile)
    onProgress({ part: 'system', state: 'failed', elapsedMs: 0, detail: reason.message, lastLines })
    await stopOnce().finally(() => onEnded?.(reason))
  }
  const supervision = superviseParts({
    register,
    onProgress,
    untilGone,
    onGivenUp: (failure) => void giveUp(failure).catch(() => undefined),
  })
  const end = async (): Promise<void> => {
    register.notePhase('stopping')
    await supervision.close()
    for (const names of ENDING_ORDER) {
      await Promise.all(names.map(async (name) => await endPart(context, register, name)))
    }
    await register.close()
  }
  const stop = async (): Promise<void> => {
    await end()
    await rm(layout.processesFile, { force: true })
    await (context.isEphemeral ? removeInstance(layout) : releaseInstance(layout))
  }
  let stopped: Promise<void> | undefined
  const stopOnce = async (): Promise<void> => await (stopped ??= stop())
  return {
    status: () => register.status(),
    credentials: () => withExternalLogins(withCallers(layout, context.credentials), context.external ?? {}),
    kill: async (name, signal = 'SIGKILL') => {
      requirePart(register, name)
      await supervision.leave(name)
      const { process } = requirePart(register, name)
      register.note(name, 'stopped')
      await process.end(signal, 30_000)
      await untilGone(name)
      await register.written()
    },
    restart: async (name, options = {}) => {
      requirePart(register, name)
      await supervision.leave(name)
      const { plan, process } = requirePart(register, name)
      if (process.ending() === undefined) {
        throw new EasyFlowError('ERR_PART_FAILED', `${name} is still running: kill it first`)
      }
      const signal = AbortSignal.timeout(plan.readyWithinMs)
      await launchPart(plan, register, { signal, ...launchOf(plan, options) })
      await register.written()
    },
    stop: stopOnce,
    end,
    onDeath: (name, ending) => supervision.onDeath(name, ending),
  }
}

/** How a part is launched that is to have other settings for once. */
function launchOf(plan: PartPlan, { brokerSettings }: RestartOptions): Pick<LaunchOptions, 'launch'> {
  if (brokerSettings === undefined) return {}
  const { launchWith } = plan
  if (launchWith !== undefined) return { launch: () => launchWith(brokerSettings) }
  throw new EasyFlowError('ERR_PART_FAILED', `${plan.name} has no settings of a broker`)
}

function requirePart(register: PartRegister, name: PartName): NonNullable<ReturnType<PartRegister['find']>> {
  const part = register.find(name)
  if (register.status().parts[name].isExternal === true) {
    throw new EasyFlowError(
      'ERR_PART_FAILED',
      `${name} is an external server: it was not started here, and is neither ended nor restarted`,
    )
  }
  if (part === undefined) throw new EasyFlowError('ERR_PART_FAILED', `${name} is no part that runs`)
  return part
}

async function endPart(context: SystemContext, register: PartRegister, name: PartName): Promise<void> {
  const part = register.find(name)
  if (part === undefined) return
  // Why all was ended is still to be seen afterwards.
  if (register.status().parts[name].state !== 'failed') register.note(name, 'stopped')
  const { plan, process } = part
  await process.end(context.isEphemeral ? plan.quickEndSignal : plan.endSignal, plan.endWithinMs)
  await endRemains(context, register, name)
}

/** A database server's children go a moment after it, and hold its memory and its port until then. */
async function endRemains({ layout }: SystemContext, register: PartRegister, name: PartName): Promise<void> {
  const part = register.find(name)
  if (part === undefined) return
  await isGroupGone(part.process.pid, 10_000)
  if (name === 'postgres') await clearPostgres(layout)
}

/** Whose failure it was. */
function partOf({ facts }: EasyFlowError): PartName {
  return facts['part'] as PartName
}
