import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { SystemStatus } from '../../system/contracts/system-status.ts'
import { compileCacheOf, stateRootOf } from '../access/state-root-of.ts'

const PROGRAM = join(import.meta.dirname, '../../bin/easyflow.mjs')

/** Starts the operator's own program on a running system. */
export function spawnEasyflow(
  status: SystemStatus,
  args: readonly string[],
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [PROGRAM, ...args, '--instance', status.instance], {
    env: { NODE_ENV: 'production', EASYFLOW_STATE_DIR: stateRootOf(status), ...compileCacheOf(status) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** How a command of the operator ended: its exit code, its answer, and what it said about it. */
export interface CommandEnding {
  readonly code: number | null
  readonly answer: string
  readonly said: string
}

/** Runs it to its end. */
export const runEasyflow = (status: SystemStatus, args: readonly string[]): Promise<CommandEnding> =>
  collect(spawnEasyflow(status, args))

/** Runs the operator's own program to its end, with the environment that a person gave us. */
export const runCommand = (args: readonly string[]): Promise<CommandEnding> =>
  collect(spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }))

async function collect(child: ChildProcessByStdio<null, Readable, Readable>): Promise<CommandEnding> {
  let answer = ''
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (answer += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, answer: answer.trim(), said: said.trim() }
}
