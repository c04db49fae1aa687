import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { keepLog } from '../logs/keep-log.ts'
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
  /** Standard output and error are added to the end of it, as JSON lines. It begins anew when it is full. */
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

/** How long the end of a process waits for what it has written. */
const LAST_WORDS_MS = 100

/**
 * Starts a process in a session of its own, so that Ctrl-C reaches only the one who will end it properly.
 *
 * @throws when the program cannot be started at all.
 */
export function startProcess(options: ProcessOptions): PartProcess {
  const child = launch(options)
  keepLog([child.stdout, child.stderr], { file: options.logFile, program: options.name })
  return watch(options, child)
}

function launch(options: ProcessOptions): ChildProcess {
  return spawn(options.command, options.args, {
    cwd: options.cwd ?? process.cwd(),
    env: { ...inheritedEnvironment(), ...options.env, ...markOf(options.instanceDirectory) },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.hasChannel === true ? (['ipc'] as const) : [])],
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
  const { promise: silent, resolve: onSilent } = Promise.withResolvers<undefined>()
  child.once('close', () => onSilent(undefined))
  child.once('exit', (code, signal) => {
    // Its last words are to be in its log when its end is told. Its children may hold the stream for longer.
    const heard = Promise.race([silent, pause(LAST_WORDS_MS)])
    void heard.then(() => settle(signal ?? `exit code ${String(code)}`))
  })
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
