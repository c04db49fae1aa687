import type { Environment } from '../environment/environment.ts'
import { holdFaults } from '../faults/hold-faults.ts'
import type { RunDirectory } from '../history/run-directory.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import { isReached } from './judge-attack.ts'
import { openBench, type Bench } from './open-bench.ts'
import { placeCanary } from './place-canary.ts'
import type { SuiteAttack } from './suite-attack.ts'
import type { Proof } from './suite-result.ts'
import { compareSnapshots, isOf, takeSnapshot } from './take-snapshot.ts'
import { faultsOf, groupByWalls } from './walls.ts'

interface ProveOptions {
  readonly directory: RunDirectory
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

/** The negative controls: removes each set of walls once, and carries out every attack that relies on it. */
export async function proveAttacks(
  environment: Environment,
  attacks: readonly SuiteAttack[],
  options: ProveOptions,
): Promise<ReadonlyMap<string, Proof>> {
  const proofs = new Map<string, Proof>()
  for (const { id, removes, unprovable = 'no wall is known with which it would succeed' } of attacks)
    if (removes.length === 0) proofs.set(id, { kind: 'unproven', why: unprovable })
  for (const { removed, attacks: relying } of groupByWalls(attacks)) {
    const { directory, onProgress, signal } = options
    const marker = `${environment.label}-canary-${directory.nextId()}`
    // Those before may have spoilt what both had.
    for (const tenant of [ACME, GLOBEX])
      await placeCanary(environment, { tenant, marker: `${marker}-${tenant}`, signal })
    const faults = faultsOf(removed)
    await holdFaults(environment, { faults, directory, onProgress: () => undefined, signal }, async () => {
      const bench = await openBench(environment, removed)
      for (const attack of relying) proofs.set(attack.id, await proveOne(bench, attack, signal))
    })
    const proven = relying.filter(({ id }) => proofs.get(id)?.kind === 'proven').length
    onProgress(`without ${removed.join(', ')}: ${proven} of ${relying.length} attacks succeed`)
  }
  return proofs
}

async function proveOne(bench: Bench, attack: SuiteAttack, signal: AbortSignal): Promise<Proof> {
  signal.throwIfAborted()
  const before = attack.aim === 'write' ? await takeSnapshot(bench.access) : {}
  try {
    const met = await attack.attack(bench, signal)
    const after = attack.aim === 'write' ? await takeSnapshot(bench.access) : {}
    const changed = compareSnapshots(before, after).filter((name) => isOf(name, bench.victim))
    return isReached(attack, { met, canary: bench.canary, changed })
      ? { kind: 'proven', with: met.answer }
      : { kind: 'unproven', why: `with the walls removed: ${met.refusedBy}: ${met.answer}` }
  } catch (error) {
    signal.throwIfAborted()
    return {
      kind: 'unproven',
      why: `with the walls removed: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}
