import { checkDisclosure, type Sighting } from './checkers/check-disclosure.ts'
import { checkMeasurements } from './checkers/check-measurements.ts'
import type { Measurement } from './measurement.ts'
import type { AttackReport, ControlReport, FindingReport, ProofReport } from './proof-report.ts'
import type { ScenarioDeclaration } from './scenario-declaration.ts'
import { worstOutcome, type Verdict, type Witness } from './verdict.ts'

/** What a proof gathers while it runs. Everything is kept, nothing is judged before the end. */
export interface ProofNotes {
  readonly faults: { fault: string; evidence: string }[]
  readonly attacks: AttackReport[]
  readonly controls: ControlReport[]
  readonly findings: FindingReport[]
  readonly traffic: ProofReport['traffic'][number][]
  readonly measurements: Measurement[]
  /** Verdicts of checkers over the traffic. */
  readonly checks: Verdict[]
  /** Every byte an attacker saw outside the negative controls. */
  readonly sightings: Sighting[]
}

export const startNotes = (): ProofNotes => ({
  faults: [],
  attacks: [],
  controls: [],
  findings: [],
  traffic: [],
  measurements: [],
  checks: [],
  sightings: [],
})

/** Judges the notes of a finished proof. */
export function buildReport(
  scenario: ScenarioDeclaration,
  notes: ProofNotes,
  context: { canaries: ReadonlyMap<string, string>; elapsedMs: number },
): ProofReport {
  const measured = checkMeasurements(notes.measurements)
  const verdicts = [
    judgeAttacks(notes.attacks),
    judgeControls(notes.controls),
    judgeFaults(notes.faults),
    ...judgeFindings(notes.findings),
    ...notes.checks,
    ...measured.verdicts,
    ...(notes.sightings.length > 0 ? [checkDisclosure(notes.sightings, context.canaries)] : []),
  ]
  return {
    scenario: scenario.name,
    question: scenario.question,
    claim: scenario.claim,
    faults: notes.faults,
    attacks: notes.attacks,
    controls: notes.controls,
    findings: notes.findings,
    traffic: notes.traffic,
    measurements: measured.reports,
    verdict: combine(verdicts),
    elapsedMs: context.elapsedMs,
  }
}

function judgeAttacks(attacks: readonly AttackReport[]): Verdict {
  if (attacks.length === 0) return { outcome: 'unknown', reason: 'Nothing was attacked' }
  const failed = attacks.filter((attack) => !attack.asClaimed)
  return toVerdict(
    attacks.length,
    failed.map((attack) => ({
      explanation: `${attack.attack}: ${attack.answer} (refused by ${attack.refusedBy})`,
    })),
  )
}

/** A control that did not come out as expected makes the whole proof worthless, not wrong. */
function judgeControls(controls: readonly ControlReport[]): Verdict {
  for (const kind of ['positive', 'negative'] as const) {
    if (!controls.some((control) => control.kind === kind))
      return { outcome: 'unknown', reason: `There was no ${kind} control` }
  }
  const failed = controls.find((control) => !control.asExpected)
  if (failed !== undefined) {
    return {
      outcome: 'unknown',
      reason: `The ${failed.kind} control failed: ${failed.description}: ${failed.outcome}`,
    }
  }
  return { outcome: 'holds', examined: controls.length }
}

function judgeFaults(faults: ProofNotes['faults']): Verdict {
  const silent = faults.find((fault) => fault.evidence === '')
  if (faults.length === 0) return { outcome: 'unknown', reason: 'No fault was injected' }
  if (silent !== undefined) return { outcome: 'unknown', reason: `${silent.fault} left no evidence` }
  return { outcome: 'holds', examined: faults.length }
}

/** Of proofs that ask the audit: a fault it does not name is one that nobody would know of. */
function judgeFindings(findings: readonly FindingReport[]): readonly Verdict[] {
  if (findings.length === 0) return []
  const failed = findings.filter((finding) => !finding.asClaimed)
  return [
    toVerdict(
      findings.length,
      failed.map(({ fault, named }) => ({ explanation: `the audit did not name ${fault}: ${named}` })),
    ),
  ]
}

function combine(verdicts: readonly Verdict[]): Verdict {
  const outcome = worstOutcome(verdicts)
  const examined = verdicts.reduce(
    (sum, verdict) => sum + (verdict.outcome === 'unknown' ? 0 : verdict.examined),
    0,
  )
  if (outcome === 'holds') return { outcome, examined }
  if (outcome === 'unknown') {
    return {
      outcome,
      reason: verdicts
        .flatMap((verdict) => (verdict.outcome === 'unknown' ? [verdict.reason] : []))
        .join('; '),
    }
  }
  return toVerdict(
    examined,
    verdicts.flatMap((verdict) => (verdict.outcome === 'violated' ? verdict.witnesses : [])),
  )
}

function toVerdict(examined: number, witnesses: readonly Witness[]): Verdict {
  const [first, ...others] = witnesses
  return first === undefined
    ? { outcome: 'holds', examined }
    : { outcome: 'violated', examined, witnesses: [first, ...others] }
}
