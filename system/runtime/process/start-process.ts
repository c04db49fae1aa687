import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { inheritedEnvironment } from '../runtime-settings.ts'
import type { KnownProcess } from './end-process.ts'
import { markOf } from './own-mark.ts'
import { birthNow } from './process-birth.ts'

export interface ProcessOptions {
  /** For messages. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment of the process, besides PATH and the like. */
  readonly env: Readonly<Record<string, string>>
  /** Standard output and error are added to the end of it. */
  readonly logFile: string
  /** Of the instance it belongs to; stands in its environment, so that it can be found and ended later. */
  readonly instanceDirectory: string
  readonly cwd?: string
  readonly account?: { readonly uid: number; readonly gid: number } | undefined
  /** Give a Node process an IPC channel, by whose end it notices that we are gone. */
  readonly hasChannel?: boolean
}

export interface PartProcess extends KnownProcess {
  /** How it ended: `exit code 1`, `SIGKILL`. Resolves when it is gone. */
  readonly ended: Promise<string>
  /** What `ended` will say, as soon as it is known. */
  readonly ending: () => string | undefined
  /** Sends `signal`, waits, and kills after `limitMs`. Resolves when it is gone; safe to call twice. */
  end(signal: NodeJS.Signals, limitMs: number): Promise<string>
}

/**
 * Starts a process in a session of its own, so that Ctrl-C reaches only the one who will end it properly.
 *
 * @throws when the program cannot be started at all.
 */
export function startProcess(options: ProcessOptions): PartProcess {
  const log = openSync(options.logFile, 'a', 0o600)
  try {
    return watch(options, launch(options, log))
  } finally {
    closeSync(log)
  }
}

function launch(options: ProcessOptions, log: number): ChildProcess {
  return spawn(options.command, options.args, {
    cwd: options.cwd ?? process.cwd(),
    env: { ...inheritedEnvironment(), ...options.env, ...markOf(options.instanceDirectory) },
    stdio: options.hasChannel === true ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
    detached: true,
    ...options.account,
  })
}

function watch(options: ProcessOptions, child: ChildProcess): PartProcess {
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  let ending: string | undefined
  const settle = (how: string): void => {
    ending ??= how
    resolve(ending)
  }
  child.once('exit', (code, signal) => settle(signal ?? `exit code ${String(code)}`))
  child.once('error', (error) => settle(error.message))
  // A part that died takes its channel along; its exit tells all there is to know.
  child.on('disconnect', () => undefined)
  if (child.pid === undefined) throw new Error(`${options.name} could not be started: ${options.command}`)
  return {
    pid: child.pid,
    // Our child until its end has been told, so the pid cannot be anyone else's yet.
    birth: birthNow(child.pid) ?? 'gone',
    ended,
    ending: () => ending,
    end: async (signal, limitMs) => {
      if (ending !== undefined) return ending
      child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
      const how = await ended
      clearTimeout(timer)
      return how
    },
  }
}
