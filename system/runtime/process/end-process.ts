import { birthNow } from './process-birth.ts'

/** A process and the proof that it is the one we started. */
export interface KnownProcess {
  readonly pid: number
  readonly birth: string
}

/** Tells whether that very process is still there. */
export async function isAlive(known: KnownProcess): Promise<boolean> {
  return await Promise.resolve(birthNow(known.pid) === known.birth)
}

/**
 * Ends a process that is not our child: `signal` first, SIGKILL for its whole group after `limitMs`.
 * A process that only has the same pid is left alone: the proof is looked at again right before each signal.
 *
 * @returns whether it is gone.
 */
export async function endProcess(
  known: KnownProcess,
  signal: NodeJS.Signals,
  limitMs: number,
): Promise<boolean> {
  send(known, signal)
  if (await isGoneWithin(known, limitMs)) return true
  send(known, 'SIGKILL', 'group')
  send(known, 'SIGKILL')
  return await isGoneWithin(known, 5000)
}

/** No other code of ours runs between the look and the signal. */
function send({ pid, birth }: KnownProcess, signal: NodeJS.Signals, whom: 'one' | 'group' = 'one'): void {
  if (birthNow(pid) !== birth) return
  try {
    process.kill(whom === 'group' ? -pid : pid, signal)
  } catch (error) {
    // Gone meanwhile is what we want; not ours to signal is for `isGoneWithin` to find out.
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}

async function isGoneWithin(known: KnownProcess, limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs
  do {
    if (!(await isAlive(known))) return true
    await new Promise((resolve) => setTimeout(resolve, 20))
  } while (performance.now() < until)
  return false
}
