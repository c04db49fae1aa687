import { eventsOf } from '../history/history-event.ts'
import type { Measurement } from '../measurement.ts'
import { worstOutcome, type Verdict } from '../verdict.ts'
import { checkMeasurements } from './check-measurements.ts'
import { conclude } from './conclude.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Invariant: what was measured keeps its bound. Without enough samples, or with others on the machine: unknown. */
export function checkMeasurementsKept({ history }: RecordedRun): Verdict {
  const measurements = eventsOf(history, 'measured').flatMap((event): readonly Measurement[] => {
    const { label, unit, bound, doubt } = event
    const [first, ...others] = event.quantities
    if (first === undefined) return []
    const known = { label, unit, quantities: [first, ...others] as const, bound: bound ?? undefined }
    return [doubt === null ? known : { ...known, doubt }]
  })
  const { verdicts } = checkMeasurements(measurements)
  const unknown = verdicts.find((verdict) => verdict.outcome === 'unknown')
  if (unknown !== undefined && worstOutcome(verdicts) === 'unknown') return unknown
  const witnesses = verdicts.flatMap((verdict) => (verdict.outcome === 'violated' ? verdict.witnesses : []))
  return conclude(
    verdicts.length,
    witnesses.map(({ explanation }) => explanation),
    'Nothing was measured that has a bound',
  )
}
