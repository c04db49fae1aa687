import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { SystemStatus } from '../../system/contracts/system-status.ts'

const PROGRAM = join(import.meta.dirname, '../../bin/easyflow.mjs')

/** Starts the operator's own program on a running system. */
export function spawnEasyflow(
  { instance, stateDirectory }: SystemStatus,
  args: readonly string[],
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [PROGRAM, ...args, '--instance', instance], {
    // The state directory of an instance is <root>/<checkout>/instances/<name>.
    env: { NODE_ENV: 'production', EASYFLOW_STATE_DIR: dirname(dirname(dirname(stateDirectory))) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs it to its end. @returns its exit code, its answer, and what it said about it. */
export async function runEasyflow(
  status: SystemStatus,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly answer: string; readonly said: string }> {
  const child = spawnEasyflow(status, args)
  let answer = ''
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (answer += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, answer: answer.trim(), said: said.trim() }
}
