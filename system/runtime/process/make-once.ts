import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { claimLock, LockHeldError } from './claim-lock.ts'

/**
 * Makes a directory that several instances share, once, however many try at the same time: one makes it, the
 * others wait. It appears whole or not at all; what an interrupted one left is removed by the next.
 *
 * @param make fills the directory it is given, which is not there yet.
 * @throws what `make` throws, and the signal's reason when it aborts.
 */
export async function makeOnce(
  target: string,
  make: (draft: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const lock = `${target}.lock`
  await mkdir(dirname(target), { recursive: true, mode: 0o711 })
  while (!existsSync(target)) {
    if (await isTaken(lock)) {
      await pause(100, undefined, { signal }).catch(() => signal.throwIfAborted())
      continue
    }
    try {
      await makeUnlessThere(target, make)
    } finally {
      await rm(lock, { force: true })
    }
  }
}

async function isTaken(lock: string): Promise<boolean> {
  try {
    await claimLock(lock)
    return false
  } catch (error) {
    if (error instanceof LockHeldError) return true
    throw error
  }
}

async function makeUnlessThere(target: string, make: (draft: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return
  const draft = `${target}.draft`
  try {
    await rm(draft, { recursive: true, force: true })
    await make(draft)
    await rename(draft, target)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
