import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { measurementSchema, type Measurement } from './measurement.ts'

export interface RoundOptions {
  /** The prepared copy of the peers. */
  readonly peers: string
  readonly executions: number
  /** How long latency is measured. */
  readonly seconds: number
  /** How long to wait for a quiet machine before each start. */
  readonly quietLimitMs: number
  /** Where EasyFlow's processor profiles go, if anywhere. */
  readonly profile?: string
  /** Settings of EasyFlow's api and worker to try: `NAME=value`. */
  readonly api: readonly string[]
  readonly worker: readonly string[]
}

/** Longer than any round that works. */
const ROUND_LIMIT_MS = 300_000

/** Runs one test of one peer in one round, with servers of its own, by the peers' own bench. */
export async function runPeer(
  { peers, executions, seconds, quietLimitMs }: RoundOptions,
  test: Measurement['test'],
  label: string,
  round: number,
): Promise<Measurement> {
  const own = join(peers, 'node_modules', '.bin')
  const node = existsSync(join(own, 'node')) ? join(own, 'node') : process.execPath
  return await run(node, ['bench.mjs', test, label, String(round)], {
    cwd: peers,
    env: {
      ...process.env,
      PATH: `${own}:${process.env['PATH'] ?? ''}`,
      NODE_NO_WARNINGS: '1',
      N: String(executions),
      SECS: String(seconds),
      IDLE_MS: String(quietLimitMs),
      GUARD: '200',
    },
  })
}

/** Runs one round of EasyFlow: a system of its own, started, measured and removed by a process of its own. */
export async function runEasyFlow(options: RoundOptions, round: number): Promise<Measurement> {
  const { peers, executions, seconds, quietLimitMs, profile, api, worker } = options
  const args: readonly (readonly [name: string, value: string])[] = [
    ['--peers', peers],
    ['--executions', String(executions)],
    ['--seconds', String(seconds)],
    ['--round', String(round)],
    ['--quiet-limit-ms', String(quietLimitMs)],
    ...(profile === undefined ? [] : [['--profile', profile] as const]),
    ...api.map((setting) => ['--api', setting] as const),
    ...worker.map((setting) => ['--worker', setting] as const),
  ]
  return await run(
    process.execPath,
    [join(import.meta.dirname, 'easyflow-round', 'main.ts'), ...args.flat()],
    {
      cwd: process.cwd(),
      env: process.env,
    },
  )
}

/** @throws {Error} when it printed no measurement. */
async function run(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Measurement> {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: ROUND_LIMIT_MS,
  })
  const ended = once(child, 'exit')
  const printed = (await text(child.stdout)).trim().split('\n').at(-1) ?? ''
  const [code, signal] = (await ended) as [number | null, string | null]
  if (printed === '') throw new Error(`${args.join(' ')} measured nothing (${String(code ?? signal)})`)
  return measurementSchema.parse(JSON.parse(printed))
}
