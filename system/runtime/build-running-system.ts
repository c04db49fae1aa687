import { rm } from 'node:fs/promises'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { RunningSystem } from '../contracts/running-system.ts'
import type { PartName } from '../contracts/system-status.ts'
import { withCallers } from './instance/instance-memory.ts'
import type { PartRegister } from './part-register.ts'
import { isGroupGone } from './process/is-group-gone.ts'
import { launchPart } from './launch-part.ts'
import type { SystemContext } from './system-context.ts'

export interface Progress {
  readonly part: PartName | 'system'
  readonly state: string
  readonly elapsedMs: number
  readonly detail?: string
}

/** In this order, those of one line at once. Whoever uses another ends before it. */
const ENDING_ORDER: readonly (readonly PartName[])[] = [
  ['api', 'worker'],
  ['kafka', 'postgres', 'issuer'],
]

/** Wires the owner's view of a system. `end` stops the parts and keeps the instance claimed. */
export function buildRunningSystem(
  context: SystemContext,
  register: PartRegister,
): RunningSystem & { end(): Promise<void> } {
  const { layout } = context
  let stopped: Promise<void> | undefined
  const end = async (): Promise<void> => {
    for (const names of ENDING_ORDER) {
      await Promise.all(names.map(async (name) => await endPart(context, register, name)))
    }
    await register.close()
  }
  const stop = async (): Promise<void> => {
    await end()
    await rm(layout.processesFile, { force: true })
    await rm(context.isEphemeral ? layout.directory : layout.lockFile, { recursive: true, force: true })
  }
  return {
    status: () => register.status(),
    credentials: () => withCallers(layout, context.credentials),
    kill: async (name, signal = 'SIGKILL') => {
      const { process } = requirePart(register, name)
      register.note(name, 'stopped')
      await process.end(signal, 30_000)
      // A database server's own children go a moment after it, and hold its memory until then.
      await isGroupGone(process.pid, 10_000)
      await register.written()
    },
    restart: async (name) => {
      const { plan, process } = requirePart(register, name)
      if (process.ending() === undefined) {
        throw new EasyFlowError('ERR_PART_FAILED', `${name} is still running: kill it first`)
      }
      await launchPart(plan, register, AbortSignal.timeout(plan.readyWithinMs))
      await register.written()
    },
    stop: async () => {
      stopped ??= stop()
      await stopped
    },
    end,
  }
}

function requirePart(register: PartRegister, name: PartName): NonNullable<ReturnType<PartRegister['find']>> {
  const part = register.find(name)
  if (part === undefined) throw new EasyFlowError('ERR_PART_FAILED', `${name} is no part that runs`)
  return part
}

async function endPart(context: SystemContext, register: PartRegister, name: PartName): Promise<void> {
  const part = register.find(name)
  if (part === undefined) return
  register.note(name, 'stopped')
  const { plan, process } = part
  await process.end(context.isEphemeral ? plan.quickEndSignal : plan.endSignal, plan.endWithinMs)
  await isGroupGone(process.pid, 5000)
}
