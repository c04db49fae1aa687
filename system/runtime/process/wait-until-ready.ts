import { setTimeout as pause } from 'node:timers/promises'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { PartProcess } from './start-process.ts'

export interface ReadinessOptions {
  /** Which part, for the message. */
  readonly name: string
  readonly process: PartProcess
  /** Named in the message: why a part did not start stands there. */
  readonly logFile: string
  /** Asks the part itself. Throws as long as it does not answer as it should. */
  readonly probe: (signal: AbortSignal) => Promise<void>
  readonly withinMs: number
  /** Pause between two tries. Default 25. */
  readonly everyMs?: number
  readonly signal: AbortSignal
}

/**
 * Waits until a part answers.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when its process ends first, or after `withinMs`.
 * @throws the signal's reason when it aborts.
 */
export async function waitUntilReady(options: ReadinessOptions): Promise<void> {
  const { name, process: part, logFile, probe, withinMs, everyMs = 25, signal } = options
  const limit = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
  let lastFailure: unknown
  while (!limit.aborted) {
    try {
      await probe(limit)
      return
    } catch (error) {
      lastFailure = error
    }
    const ending = part.ending()
    if (ending !== undefined) {
      throw new EasyFlowError(
        'ERR_PART_FAILED',
        `${name} ended (${ending}) before it was ready: see ${logFile}`,
        {
          facts: { part: name, ending },
        },
      )
    }
    await pause(everyMs)
  }
  signal.throwIfAborted()
  throw new EasyFlowError(
    'ERR_PART_FAILED',
    `${name} did not answer within ${String(withinMs)} ms: see ${logFile}`,
    { facts: { part: name }, cause: lastFailure },
  )
}
