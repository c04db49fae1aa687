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

/** The same; a part of it dies and comes back a while after it is ready. */
export const startTroubledSystem: StartSystem = async (options) => {
  const system = await startFakeSystem(options)
  const lastLines = ['FATAL: the last\u001b[31m thing it said']
  setTimeout(() => {
    options.onProgress({ part: 'worker', state: 'died', elapsedMs: 0, detail: 'SIGKILL', lastLines })
    options.onProgress({ part: 'worker', state: 'back', elapsedMs: 840 })
  }, 1500).unref()
  return system
}

/** A system of which only `stop` can be called. */
export function fakeRunningSystem(stop: () => Promise<void>): RunningSystem {
  const unused = (): never => {
    throw new Error('This fake can only be stopped')
  }
  return { status: unused, credentials: unused, kill: unused, restart: unused, stop }
}
