import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../probes/spawn-easyflow.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { planKills } from './plan-kills.ts'
import { runKill, type KillResult } from './run-kill.ts'

export interface KillTestOptions {
  readonly scenarios: readonly Scenario[]
  readonly seed: number
  readonly rounds: number
  readonly print: (line: string) => void
}

/**
 * Starts an instance, kills a harness on it again and again, heals each time from another process, and resets it.
 *
 * @returns every round. @throws {Error} when the instance does not start.
 */
export async function runKillTest(options: KillTestOptions): Promise<readonly KillResult[]> {
  const instance = `chaos-kill-${process.pid}`
  const out = await mkdtemp(join(tmpdir(), 'easyflow-kills-'))
  const results: KillResult[] = []
  try {
    const start = await runCommand(['start', '--instance', instance])
    if (start.code !== 0) throw new Error(`The instance did not start: ${start.said}`)
    options.print(HEAD)
    for (const planned of planKills(options.scenarios, options)) {
      const result = await runKill(planned, { instance, out })
      results.push(result)
      for (const line of renderKill(result)) options.print(line)
    }
    return results
  } finally {
    await runCommand(['reset', '--instance', instance, '--yes'])
    await rm(out, { recursive: true, force: true })
  }
}

/** Whether all is as it has to be after a kill. */
export const isWhole = ({ healCode, faults }: KillResult): boolean => healCode === 0 && faults.length === 0

const HEAD = `${' #'.padEnd(4)}${'fault'.padEnd(6)}${'killed'.padStart(8)}  ${'scenario'.padEnd(34)}${'heal'.padStart(7)}  whole  left by the kill`

function renderKill(result: KillResult): readonly string[] {
  const { planned, left, healMs, healSaid, faults } = result
  const row = [
    String(planned.number).padStart(2).padEnd(4),
    String(planned.fault).padEnd(6),
    `${planned.momentMs} ms`.padStart(8),
    `  ${planned.scenario.padEnd(34)}`,
    `${(healMs / 1000).toFixed(1)} s`.padStart(7),
    `  ${isWhole(result) ? 'yes' : 'NO '}    `,
    left.length === 0 ? 'nothing' : left.join(', '),
  ].join('')
  if (isWhole(result)) return [row]
  return [
    row,
    ...faults.map((fault) => `      ${fault}`),
    ...healSaid.split('\n').map((line) => `      | ${line}`),
  ]
}
