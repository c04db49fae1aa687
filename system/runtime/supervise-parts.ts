import { setTimeout as pause } from 'node:timers/promises'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { Progress } from '../contracts/progress.ts'
import type { PartName } from '../contracts/system-status.ts'
import { launchPart } from './launch-part.ts'
import type { PartRegister } from './part-register.ts'
import { lastLinesOf } from './process/last-lines-of.ts'

export interface SupervisionOptions {
  readonly register: PartRegister
  readonly onProgress: (event: Progress) => void
  /** Resolves once nothing of a dead part is left that its successor could stumble over. */
  readonly untilGone: (name: PartName) => Promise<void>
  /** Called once: a part could not be brought back. */
  readonly onGivenUp: (reason: EasyFlowError) => void
}

export interface Supervision {
  /** Begins to bring a part back that has just died. */
  onDeath(name: PartName, ending: string): void
  /** Leaves a part to its owner. Resolves when no attempt to bring it back is under way. */
  leave(name: PartName): Promise<void>
  /** Leaves all of them, for good. */
  close(): Promise<void>
}

/** The pause before each try. As many tries as there are pauses, then all is given up. */
const BACKOFF_MS = [100, 1000, 3000] as const
/** After so long without a death the tries are counted from one again. */
const HEALTHY_AFTER_MS = 60_000

interface Revival {
  readonly giveUp: AbortController
  readonly ended: Promise<void>
}

/**
 * Watches over the parts of a system that runs. One that dies is said to have died, at once, with the end of
 * its log, and is brought back after a pause; after three tries in a row the system is given up.
 */
export function superviseParts(options: SupervisionOptions): Supervision {
  const revivals = new Map<PartName, Revival>()
  const tries = new Map<PartName, { count: number; lastAt: number }>()
  let isClosed = false
  const countTry = (name: PartName): number => {
    const known = tries.get(name)
    const isFresh = known === undefined || performance.now() - known.lastAt > HEALTHY_AFTER_MS
    const count = isFresh ? 1 : known.count + 1
    tries.set(name, { count, lastAt: performance.now() })
    return count
  }
  const leave = async (name: PartName): Promise<void> => {
    const revival = revivals.get(name)
    revival?.giveUp.abort()
    await revival?.ended
  }
  return {
    onDeath: (name, ending) => {
      if (isClosed) return
      const giveUp = new AbortController()
      const work = revive({ ...options, name, ending, countTry, signal: giveUp.signal })
      const ended = work.catch((error: unknown) => {
        if (!giveUp.signal.aborted) options.onGivenUp(givenUp(name, error, options.register))
      })
      const revival: Revival = { giveUp, ended }
      revivals.set(name, revival)
      void ended.then(() => {
        // It may have died again the moment it was back.
        if (revivals.get(name) === revival) revivals.delete(name)
      })
    },
    leave,
    close: async () => {
      isClosed = true
      await Promise.all([...revivals.keys()].map(leave))
    },
  }
}

interface RevivalOptions extends SupervisionOptions {
  readonly name: PartName
  readonly ending: string
  /** Counts one more try, and returns the count in a row. */
  readonly countTry: (name: PartName) => number
  readonly signal: AbortSignal
}

/** @throws why the last try failed, or the signal's reason. */
async function revive(options: RevivalOptions): Promise<void> {
  const { name, register, signal, ending } = options
  const diedAt = performance.now()
  const tell = (state: string, rest: Pick<Progress, 'detail' | 'lastLines'> = {}): void =>
    options.onProgress({
      part: name,
      state,
      elapsedMs: Math.round(performance.now() - diedAt),
      ...rest,
    })
  const logFile = register.status().parts[name].logFile
  tell('died', { detail: ending, lastLines: await lastLinesOf(logFile) })
  let failure: unknown = new EasyFlowError(
    'ERR_PART_FAILED',
    `it ended again and again, the last time by ${ending}`,
  )
  for (;;) {
    const count = options.countTry(name)
    const pauseMs = BACKOFF_MS[count - 1]
    if (pauseMs === undefined) throw failure
    register.note(name, 'restarting')
    tell('restarting', { detail: `try ${String(count)} of ${String(BACKOFF_MS.length)}` })
    await pause(pauseMs, undefined, { signal })
    try {
      await tryOnce(options)
      tell('back')
      return
    } catch (error) {
      signal.throwIfAborted()
      failure = error
      tell('still down', { detail: error instanceof Error ? error.message : String(error) })
    }
  }
}

async function tryOnce({ name, register, untilGone, signal }: RevivalOptions): Promise<void> {
  const part = register.find(name)
  if (part === undefined) throw new TypeError(`${name} was never started`)
  const { restarts } = register.status().parts[name]
  try {
    await untilGone(name)
    await launchPart(part.plan, register, { signal })
    register.note(name, 'ready', { restarts: restarts + 1 })
  } catch (error) {
    await register.find(name)?.process.end('SIGKILL', 5000)
    throw error
  }
}

function givenUp(name: PartName, cause: unknown, register: PartRegister): EasyFlowError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const { logFile } = register.status().parts[name]
  return new EasyFlowError(
    'ERR_PART_FAILED',
    `${name} could not be brought back (${reason}), so everything was ended. What it stored stays. ` +
      `See ${logFile}, then start again`,
    { cause, facts: { part: name } },
  )
}
