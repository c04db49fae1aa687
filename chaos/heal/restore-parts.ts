import type { RunningSystem } from '../../system/contracts/running-system.ts'
import type { PartName, PartStatus } from '../../system/contracts/system-status.ts'
import { findProcessesWith, readProcess } from '../probes/read-process.ts'
import { STAND_IN_OF } from '../saboteurs/stand-in-mark.ts'
import { waitFor } from '../wait-for.ts'

/** What uses another comes after it. */
const ORDER = ['postgres', 'issuer', 'kafka', 'api', 'worker'] as const satisfies readonly PartName[]
/** A part that is being brought back already is not disturbed for so long. */
const COMES_BACK_WITHIN_MS = 20_000
const GONE_WITHIN_MS = 5000

/**
 * Ends stand-ins whose harness is gone. They end by themselves when it does, unless they stand still or take
 * their time.
 */
export async function endStandIns({
  stateDirectory,
}: {
  readonly stateDirectory: string
}): Promise<readonly string[]> {
  const left = findProcessesWith(STAND_IN_OF, stateDirectory)
  for (const { pid, birth } of left) {
    if (readProcess(pid)?.birth === birth) process.kill(pid, 'SIGKILL')
  }
  const isGone = (): boolean => left.every(({ pid, birth }) => readProcess(pid)?.birth !== birth)
  await waitFor(
    'stand-ins to be gone',
    new AbortController().signal,
    () => Promise.resolve(isGone()),
    GONE_WITHIN_MS,
  )
  return left.map(({ pid }) => `ended stand-in ${pid}, which the harness had left`)
}

/** Lets parts go on that stand still, and starts those that do not run. @returns what was done. */
export async function restoreParts(system: RunningSystem): Promise<readonly string[]> {
  const done: string[] = []
  for (const name of ORDER) {
    const { pid } = system.status().parts[name]
    if (pid !== null && readProcess(pid)?.state === 'T') {
      process.kill(pid, 'SIGCONT')
      done.push(`${name}, process ${pid}, stood still and goes on`)
    }
  }
  for (const name of ORDER) {
    const state = (): PartStatus['state'] => system.status().parts[name].state
    if (state() === 'starting' || state() === 'restarting') {
      await waitFor(
        `${name} to be back`,
        new AbortController().signal,
        () => Promise.resolve(state() === 'ready' || state() === 'stopped'),
        COMES_BACK_WITHIN_MS,
        // It hangs: below it is started anew.
      ).catch(() => undefined)
    }
    if (state() === 'ready') continue
    if (state() !== 'stopped') await system.kill(name)
    await system.restart(name)
    done.push(`${name} did not run and was started`)
  }
  return done
}
