import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { exitCode } from '../../system/contracts/exit-code.ts'
import { findAttachedRuns } from '../heal/find-runs.ts'
import { countIntended } from '../history/ledger.ts'
import { waitFor } from '../wait-for.ts'
import { examine } from './examine.ts'
import type { PlannedKill } from './plan-kills.ts'

const HARNESS = join(import.meta.dirname, '../cli/main.ts')
/** Until a harness has attached, looked at the steady state and got its workload going. */
const BREAKS_WITHIN_MS = 60_000

export interface KillResult {
  readonly planned: PlannedKill
  /** Faults that were meant and not healed when the harness was gone. None: it had ended or healed before. */
  readonly left: readonly string[]
  readonly healCode: number | null
  readonly healMs: number
  readonly healSaid: string
  /** What is not whole afterwards, as seen from outside. Nothing is as it has to be. */
  readonly faults: readonly string[]
}

export interface KillOptions {
  readonly instance: string
  /** Where its runs are written; of nobody else. */
  readonly out: string
}

/** Lets a harness run on an instance, kills it with -9 at the moment, heals from another process, and looks. */
export async function runKill(planned: PlannedKill, { instance, out }: KillOptions): Promise<KillResult> {
  const where = ['--instance', instance, '--out', out]
  const harness = begin(['run', planned.scenario, '--seed', String(planned.number), ...where])
  await waitFor(
    `a run of ${planned.scenario} to break something`,
    new AbortController().signal,
    async () => harness.child.exitCode !== null || (await hasMeant(planned.fault, out, harness.child.pid)),
    BREAKS_WITHIN_MS,
  )
  await Promise.race([harness.ended, delay(planned.momentMs, undefined, { ref: false })])
  const isOver = harness.child.exitCode !== null
  harness.child.kill('SIGKILL')
  const { text } = await harness.ended
  const runs = await findAttachedRuns(out)
  const left = runs.flatMap(({ unhealed }) => unhealed.map(({ fault }) => fault.fault))
  const startedAt = performance.now()
  const heal = await begin(['heal', ...where]).ended
  const healMs = performance.now() - startedAt
  const faults = [...(await examine(instance)), ...(await stillInLedgers(out))]
  // What a run comes to on a busy machine is not what is looked at here.
  if (isOver && harness.child.exitCode === exitCode.crashed)
    faults.push(`the run ended by itself, and badly: ${text.slice(-600)}`)
  return { planned, left, healCode: heal.code, healMs, healSaid: heal.text, faults }
}

async function stillInLedgers(out: string): Promise<readonly string[]> {
  const runs = await findAttachedRuns(out)
  return runs.flatMap(({ unhealed }) =>
    unhealed.map(({ fault }) => `${fault.fault} still stands in a ledger`),
  )
}

async function hasMeant(fault: number, out: string, harness: number | undefined): Promise<boolean> {
  const run = (await findAttachedRuns(out)).find(({ runningPid }) => runningPid === harness)
  return run !== undefined && (await countIntended(run.directory)) >= fault
}

function begin(args: readonly string[]): {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>
} {
  const child = spawn(process.execPath, [HARNESS, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  // Not "close": whoever it had started may hold its output for a moment longer.
  const ended = once(child, 'exit').then(() => ({ code: child.exitCode, text }))
  return { child, ended }
}
