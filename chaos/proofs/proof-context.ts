import type { SystemAccess } from '../access/open-access.ts'
import type { ProofNotes } from '../build-report.ts'
import type { AttackReport, Layer, ProofProgress } from '../proof-report.ts'

/** What every proof is handed. */
export interface ProofContext {
  readonly access: SystemAccess
  readonly notes: ProofNotes
  /** Names of defences that stay down throughout, to see the verdict turn. */
  readonly without: ReadonlySet<string>
  readonly seed: number
  /** Unique to this run: markers of its work begin with it. */
  readonly label: string
  readonly onProgress: ProofProgress
  readonly signal: AbortSignal
}

/** What an attack met: who said no and with what, or that nobody did. */
export interface Refusal {
  readonly refusedBy: Layer
  readonly answer: string
}

/** Runs one attack, notes what it met and how long it took. */
export async function noteAttack(
  context: ProofContext,
  expected: { readonly attack: string; readonly by: Layer; readonly answer: RegExp },
  run: () => Promise<Refusal>,
): Promise<AttackReport> {
  const startedAt = performance.now()
  const met = await run()
  const report = {
    attack: expected.attack,
    ...met,
    asClaimed: met.refusedBy === expected.by && expected.answer.test(met.answer),
    elapsedMs: performance.now() - startedAt,
  }
  context.notes.attacks.push(report)
  context.onProgress(
    `${report.asClaimed ? 'as claimed' : 'NOT AS CLAIMED'}: ${report.attack}: ${report.answer}${report.refusedBy === 'none' ? '' : `, from the ${report.refusedBy}`}`,
  )
  return report
}
