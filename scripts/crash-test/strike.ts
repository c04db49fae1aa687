import { setTimeout as pause } from 'node:timers/promises'
import { findVictim } from './find-victim.ts'
import type { Ground } from './open-ground.ts'
import type { Round } from './plan-rounds.ts'

/** When the victim was killed, in milliseconds after the phase began; or that it was never seen. */
export interface Strike {
  readonly pid: number
  readonly momentMs: number
}

/**
 * Waits for the moment of a round and kills its victim with SIGKILL; one that does not run yet, as soon as it
 * does.
 *
 * @param launcher the pid of the command that is under way.
 * @param isOver whether there is nothing left to be waited for.
 */
export async function strike(
  { victim, momentMs }: Round,
  ground: Ground,
  { launcher, isOver }: { readonly launcher: number | undefined; readonly isOver: () => boolean },
): Promise<Strike | undefined> {
  const startedAt = performance.now()
  await pause(momentMs)
  for (;;) {
    const isLast = isOver()
    const pid = victim === 'launcher' ? launcher : findVictim(ground.directory, victim)
    if (pid !== undefined && kill(pid)) {
      return { pid, momentMs: Math.round(performance.now() - startedAt) }
    }
    if (isLast || victim === 'launcher') return undefined
    await pause(5)
  }
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    // It has just gone by itself.
    return false
  }
}
