import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { markLogs, readLogsSince } from '../access/log-marks.ts'
import { openAccess } from '../access/open-access.ts'
import { checkLogs } from '../checkers/check-logs.ts'
import type { Environment } from '../environment/environment.ts'
import { buildStage } from '../environment/stage.ts'
import { holdFaults } from '../faults/hold-faults.ts'
import type { FaultDeclaration } from '../faults/registry.ts'
import type { RunDirectory } from '../history/run-directory.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import { seededRandom } from '../workloads/seeded-random.ts'
import { carryOut } from './carry-out.ts'
import { compareTimings } from './compare-timings.ts'
import { checkControls } from './controls.ts'
import { openBench } from './open-bench.ts'
import { placeCanary } from './place-canary.ts'
import { proveAttacks } from './prove-attacks.ts'
import type { SuiteAttack } from './suite-attack.ts'
import type { Proof, SuiteResult } from './suite-result.ts'

export interface RunSuiteOptions {
  readonly system: RunningSystem
  readonly attacks: readonly SuiteAttack[]
  /** Faults are written down here before they are injected. */
  readonly directory: RunDirectory
  /** The order of the attacks is drawn from it. */
  readonly seed: number
  /** Whether the walls are removed afterwards, to see every attack succeed. */
  readonly withProof: boolean
  /** How many answers of each kind are timed; none for 0. */
  readonly timingSamples: number
  /** What is broken while all of it runs: on a system that is whole, nothing. */
  readonly sabotage?: readonly FaultDeclaration[]
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

/** Carries out every attack on the running system, judges it, and removes the walls to see that it could succeed. */
export async function runSuite(options: RunSuiteOptions): Promise<SuiteResult> {
  const { system, directory, signal, onProgress, seed } = options
  const startedAt = performance.now()
  const access = await openAccess(system)
  const label = `suite-${Date.now().toString(36)}`
  const stage = buildStage(access.addresses.apiUrl)
  const environment: Environment = { access, stage, label, seed, history: directory.history }
  try {
    for (const tenant of [ACME, GLOBEX])
      await placeCanary(environment, { tenant, marker: `${label}-first-${tenant}`, signal })
    const logs = await markLogs(system.status())
    const attacks = shuffle(options.attacks, seed)
    const found: {
      outcomes: Awaited<ReturnType<typeof carryOut>>
      controls: SuiteResult['controls']
      timings: SuiteResult['timings']
    } = {
      outcomes: new Map(),
      controls: [],
      timings: [],
    }
    const sabotage = { faults: options.sabotage ?? [], directory, onProgress, signal }
    await holdFaults(environment, sabotage, async () => {
      const bench = await openBench(environment, [])
      found.controls = await checkControls(bench, signal)
      found.outcomes = await carryOut(bench, attacks, { onProgress, signal })
      if (options.timingSamples > 0)
        found.timings = await compareTimings(bench, options.timingSamples, signal)
    })
    const canaries = [...access.canaries.values()].map((value) => ({ kind: 'canary' as const, value }))
    const written = [
      ...(await readLogsSince(system.status(), logs)),
      ...stage.outputs(),
      // What is going to be shown and kept of it.
      { file: "the suite's own result", text: JSON.stringify([...found.outcomes.values(), found.controls]) },
    ]
    const logVerdict = checkLogs(written, [...canaries, ...access.secrets()])
    const proofs: ReadonlyMap<string, Proof> = options.withProof
      ? await proveAttacks(environment, attacks, { directory, onProgress, signal })
      : new Map()
    return {
      results: options.attacks.map((attack) => ({
        attack,
        outcome: found.outcomes.get(attack.id) ?? { kind: 'unknown', why: 'it was not carried out' },
        proof: proofs.get(attack.id) ?? { kind: 'not tried' },
      })),
      controls: found.controls,
      logs: logVerdict,
      timings: found.timings,
      elapsedMs: performance.now() - startedAt,
    }
  } finally {
    await access.close()
  }
}

function shuffle<Item>(items: readonly Item[], seed: number): readonly Item[] {
  const random = seededRandom(seed, 'attacks')
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ item }) => item)
}
