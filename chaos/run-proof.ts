import type { RunningSystem } from '../system/contracts/running-system.ts'
import { scenario as apiBugBypassesTenantChecks } from '../scenarios/api-bug-bypasses-tenant-checks/scenario.ts'
import { scenario as kafkaNotTrusted } from '../scenarios/kafka-not-trusted/scenario.ts'
import { scenario as queueFails } from '../scenarios/queue-fails/scenario.ts'
import { openAccess } from './access/open-access.ts'
import { buildReport, startNotes } from './build-report.ts'
import type { ProofReport, ProofProgress } from './proof-report.ts'
import type { ProofContext } from './proofs/proof-context.ts'
import { proveApiBug } from './proofs/prove-api-bug.ts'
import { proveKafkaNotTrusted } from './proofs/prove-kafka-not-trusted.ts'
import { proveQueueFails } from './proofs/prove-queue-fails.ts'
import type { ScenarioDeclaration } from './scenario-declaration.ts'

interface Proof {
  readonly scenario: ScenarioDeclaration
  readonly prove: (context: ProofContext) => Promise<void>
}

const proofs: readonly Proof[] = [
  { scenario: apiBugBypassesTenantChecks, prove: proveApiBug },
  { scenario: queueFails, prove: proveQueueFails },
  { scenario: kafkaNotTrusted, prove: proveKafkaNotTrusted },
]

/** The scenarios that can be proven, in the order of the questions. */
export const proofNames: readonly string[] = proofs.map(({ scenario }) => scenario.name)

/** Every defence that `--without` may name, with what is taken away. */
export const defences: Readonly<Record<string, string>> = Object.assign(
  {},
  ...proofs.map(({ scenario }) => scenario.defences),
) as Readonly<Record<string, string>>

/**
 * Breaks a running system the way a scenario says, attacks it, heals it and judges what was seen. The
 * system is whole again afterwards.
 *
 * @throws {TypeError} for an unknown scenario; whatever kept the proof from being carried out otherwise,
 *   which makes it `unknown`.
 */
export async function runProof(
  name: string,
  options: {
    readonly system: RunningSystem
    readonly seed: number
    /** Defences that stay down: the verdict has to turn. */
    readonly without: readonly string[]
    readonly onProgress: ProofProgress
    readonly signal: AbortSignal
  },
): Promise<ProofReport> {
  const proof = proofs.find(({ scenario }) => scenario.name === name)
  if (proof === undefined)
    throw new TypeError(`There is no scenario "${name}". There are: ${proofNames.join(', ')}`)
  const startedAt = performance.now()
  const notes = startNotes()
  const access = await openAccess(options.system)
  try {
    await proof.prove({
      access,
      notes,
      without: new Set(options.without),
      seed: options.seed,
      label: `${name}-${options.seed}-${Date.now().toString(36)}`,
      onProgress: options.onProgress,
      signal: options.signal,
    })
    return buildReport(proof.scenario, notes, {
      canaries: access.canaries,
      elapsedMs: performance.now() - startedAt,
    })
  } finally {
    await access.close()
  }
}
