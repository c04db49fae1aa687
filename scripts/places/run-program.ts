import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Ended {
  readonly status: number | null
  readonly result: string
  readonly said: string
}

export interface RunOptions {
  readonly cwd?: string
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  readonly limitMs?: number
  /** Killed with all its children so many milliseconds after it has said these words. */
  readonly killAfter?: { readonly words: RegExp; readonly ms: number }
  readonly signal?: AbortSignal
}

/** Runs a program to its end; after the limit, it and what it started in its group are killed. */
export async function runProgram(command: readonly string[], options: RunOptions): Promise<Ended> {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd: options.cwd ?? '/',
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // All of it has gone already.
    }
  }
  const timer = setTimeout(kill, options.limitMs ?? 300_000)
  options.signal?.addEventListener('abort', kill, { once: true })
  let result = ''
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (result += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (options.killAfter?.words.test(said) === true) setTimeout(kill, options.killAfter.ms)
  })
  try {
    const [status] = (await once(child, 'close')) as [number | null]
    return { status, result, said }
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', kill)
  }
}
