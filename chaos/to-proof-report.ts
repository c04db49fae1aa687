import type { RecordedRun } from './checkers/recorded-run.ts'
import { checkMeasurements } from './checkers/check-measurements.ts'
import { submissionsOf } from './checkers/executions-accounted-for.ts'
import { eventsOf } from './history/history-event.ts'
import type { RunJudgement } from './judge-run.ts'
import type { Measurement } from './measurement.ts'
import type { ProofReport } from './proof-report.ts'
import type { Verdict } from './verdict.ts'

/** What a run has to show, for whoever prints it. Nothing is judged twice: the verdict is the judgement's. */
export function toProofReport(
  run: RecordedRun,
  judgement: RunJudgement,
  context: { readonly elapsedMs: number; readonly directory: string },
): ProofReport {
  const { scenario, history } = run
  return {
    scenario: scenario.name,
    question: scenario.question,
    claim: scenario.claim,
    faults: faultsOf(run),
    ...attacksOf(run),
    findings: eventsOf(history, 'named').map(({ fault, named, afterMs, asExpected }) => ({
      fault,
      named,
      afterMs: afterMs ?? undefined,
      asClaimed: asExpected,
    })),
    traffic: trafficOf(run),
    measurements: checkMeasurements(measurementsOf(run)).reports,
    verdict: combine(judgement),
    ...context,
  }
}

function faultsOf({ history }: RecordedRun): ProofReport['faults'] {
  const evidence = new Map(eventsOf(history, 'fault-injected').map((event) => [event.id, event.evidence]))
  return eventsOf(history, 'fault-intended').map(({ id, fault }) => ({
    fault,
    evidence: evidence.get(id) ?? '',
  }))
}

function attacksOf({ history, scenario }: RecordedRun): Pick<ProofReport, 'attacks' | 'controls'> {
  const met = new Map(eventsOf(history, 'attack-met').map((event) => [event.id, event]))
  const sent = eventsOf(history, 'attack-sent').map((event) => ({ ...event, met: met.get(event.id) }))
  return {
    attacks: sent
      .filter(({ purpose }) => purpose === 'attack')
      .map(({ title, met: answer }) => ({
        attack: title,
        refusedBy: answer?.refusedBy ?? 'none',
        answer: answer?.answer ?? 'no answer',
        asClaimed: answer?.asExpected ?? false,
        elapsedMs: answer?.elapsedMs ?? 0,
      })),
    controls: sent
      .filter(({ purpose }) => purpose !== 'attack')
      .map(({ title, purpose, met: answer }) => ({
        kind: purpose === 'positive control' ? 'positive' : 'negative',
        description: title,
        outcome: `${answer?.answer ?? 'no answer'}${answer?.asExpected === true ? showsOf(scenario, title) : ''}`,
        asExpected: answer?.asExpected ?? false,
      })),
  }
}

/** What had to be seen beside the answer for a control to be as expected. */
function showsOf({ acts }: RecordedRun['scenario'], title: string): string {
  const planned = acts.flatMap(({ attacks = [] }) => attacks).find((attack) => attack.title === title)
  const { discloses, leaves } = planned?.expect ?? {}
  const canary = discloses === undefined ? '' : `, ${discloses}'s canary is in what came back`
  return leaves === undefined ? canary : `${canary}, a row of it is in ${leaves}'s schema`
}

function trafficOf({ history, witnesses }: RecordedRun): ProofReport['traffic'] {
  const rows = witnesses.executions.isRead ? witnesses.executions.rows : []
  const complete = new Set(rows.filter(({ status }) => status === 'COMPLETE').map(({ marker }) => marker))
  return [...Map.groupBy(submissionsOf(history), ({ tenant }) => tenant)].map(([tenant, own]) => ({
    tenant,
    accepted: own.filter(({ outcome }) => outcome === 'accepted').length,
    complete: own.filter(({ marker }) => complete.has(marker)).length,
    refused: own.filter(({ outcome }) => outcome === 'refused').length,
  }))
}

function measurementsOf({ history }: RecordedRun): readonly Measurement[] {
  return eventsOf(history, 'measured').flatMap(({ label, unit, quantities, bound, doubt }) => {
    const [first, ...others] = quantities
    if (first === undefined) return []
    const measurement = { label, unit, quantities: [first, ...others], bound: bound ?? undefined } as const
    return [{ ...measurement, ...(doubt === null ? {} : { doubt }) }]
  })
}

/** One verdict for all checkers: that of the run, with every witness, or every reason why nobody can tell. */
function combine({ outcome, verdicts }: RunJudgement): Verdict {
  const all = verdicts.map(({ verdict }) => verdict)
  const examined = all.reduce((sum, one) => sum + (one.outcome === 'unknown' ? 0 : one.examined), 0)
  if (outcome === 'holds') return { outcome, examined }
  if (outcome === 'unknown') {
    const reasons = all.flatMap((one) => (one.outcome === 'unknown' ? [one.reason] : []))
    return { outcome, reason: reasons.join('; ') }
  }
  const [first, ...others] = all.flatMap((one) => (one.outcome === 'violated' ? one.witnesses : []))
  if (first === undefined) throw new TypeError('A judgement is violated and has no witness')
  return { outcome, examined, witnesses: [first, ...others] }
}
