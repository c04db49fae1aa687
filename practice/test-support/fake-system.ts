import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import type { StartSystem } from '../parts.ts'

/**
 * A system that is one real child process, named in its progress ("pid 123"), so that a test can see whether
 * it was ended. `stop` ends it.
 */
export const startFakeSystem: StartSystem = async ({ onProgress, signal }) => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    stdio: 'ignore',
    // In a group of its own, as the real parts are: the terminal's Ctrl-C does not reach it.
    detached: true,
  })
  await once(child, 'spawn')
  signal?.addEventListener('abort', () => child.kill(), { once: true })
  onProgress({ part: 'postgres', state: 'ready', elapsedMs: 812, detail: `pid ${String(child.pid)}` })
  onProgress({ part: 'system', state: 'ready', elapsedMs: 2300 })
  return fakeRunningSystem(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill()
    await once(child, 'exit')
  })
}

/** A system of which only `stop` can be called. */
export function fakeRunningSystem(stop: () => Promise<void>): RunningSystem {
  const unused = (): never => {
    throw new Error('This fake can only be stopped')
  }
  return { status: unused, credentials: unused, kill: unused, restart: unused, stop }
}
