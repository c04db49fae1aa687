import { EasyFlowError } from '../system/contracts/easyflow-error.ts'
import type { RunningSystem } from '../system/contracts/running-system.ts'
import { openRun } from './history/open-run.ts'
import { writeReport } from './report/write-report.ts'
import { runScenario } from './run-scenario.ts'
import { loadScenarios } from './scenario/load-scenarios.ts'
import { removeDefences } from './scenario/remove-defences.ts'
import { toProofReport } from './to-proof-report.ts'
import type { ProofReport, ProofProgress } from './proof-report.ts'

const scenarios = await loadScenarios()

/** What can be proven: every scenario. */
export const proofNames: readonly string[] = scenarios.map(({ name }) => name).sort()

/** Every defence that `without` may name, with what is taken away. */
export const defences: Readonly<Record<string, string>> = Object.fromEntries(
  scenarios.flatMap((scenario) =>
    Object.entries(scenario.defences ?? {}).map(([name, { removed }]): [string, string] => [name, removed]),
  ),
)

export interface ProofOptions {
  readonly system: RunningSystem
  readonly seed: number
  /** Defences that stay down: the verdict has to turn. */
  readonly without: readonly string[]
  readonly onProgress: ProofProgress
  readonly signal: AbortSignal
  /** Whether servers that are not ours may be broken. Default no. */
  readonly mayBreakExternal?: boolean
}

/**
 * Breaks a running system the way a scenario says, attacks it, heals it and judges what was seen. The
 * system is whole again afterwards. Everything about the run is kept in a directory of its own.
 *
 * @throws {TypeError} for an unknown scenario; otherwise whatever kept the proof from being carried out,
 *   which makes it `unknown`.
 */
export async function runProof(name: string, options: ProofOptions): Promise<ProofReport> {
  const scenario = scenarios.find((candidate) => candidate.name === name)
  if (scenario === undefined) {
    throw new TypeError(`There is no scenario "${name}". There are: ${proofNames.join(', ')}`)
  }
  requireOwnServers(options)
  const startedAt = performance.now()
  const { system, seed, without, onProgress, signal } = options
  // Another scenario's defences are none of this one.
  const own = without.filter((defence) => scenario.defences?.[defence] !== undefined)
  const reduced = removeDefences(scenario, own)
  const commandLine = ['run', name, '--seed', String(seed), ...own.flatMap((one) => ['--without', one])]
  const directory = await openRun({ system, scenario, seed, commandLine })
  try {
    const judgement = await runScenario({ system, scenario: reduced, directory, seed, onProgress, signal })
    return toProofReport(await directory.record(reduced), judgement, {
      elapsedMs: performance.now() - startedAt,
      directory: directory.path,
    })
  } finally {
    await directory.close()
    await writeReport(directory.path)
  }
}

/** Roles, policies and rows are changed and brokers cut off: not on servers of somebody else, unless that is meant. */
function requireOwnServers({ system, mayBreakExternal }: ProofOptions): void {
  const external = Object.entries(system.status().parts)
    .filter(([, part]) => part.isExternal === true)
    .map(([name]) => name)
  if (external.length === 0 || mayBreakExternal === true) return
  throw new EasyFlowError(
    'ERR_SERVER_UNSUITABLE',
    `A proof breaks what it runs on, and ${external.join(', ')} is an external server: nothing was tried`,
  )
}
