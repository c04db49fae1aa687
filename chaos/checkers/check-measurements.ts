import { ratioOf, type Bound, type Measurement, type MeasurementReport, type Unit } from '../measurement.ts'
import type { Verdict } from '../verdict.ts'

/**
 * Judges every measurement by its bound: broken is a violation; a doubt, too few samples or a ratio that does
 * not exist are unknown. A measurement without a bound is examined for nothing and counts for nothing.
 */
export function checkMeasurements(measurements: readonly Measurement[]): {
  readonly reports: readonly MeasurementReport[]
  readonly verdicts: readonly Verdict[]
} {
  const judged = measurements.map(judge)
  return {
    reports: judged.map(({ report }) => report),
    verdicts: judged.flatMap(({ verdict }) => (verdict === undefined ? [] : [verdict])),
  }
}

function judge(measurement: Measurement): { report: MeasurementReport; verdict: Verdict | undefined } {
  const { bound, label, unit } = measurement
  const ratio = ratioOf(measurement)
  const undecided = { ...measurement, ratio, isKept: undefined }
  const doubt = doubtOf(measurement)
  if (doubt !== undefined) {
    return { report: undecided, verdict: { outcome: 'unknown', reason: `${label}: ${doubt}` } }
  }
  if (bound === undefined) return { report: undecided, verdict: undefined }
  const measured = bound.on === 'value' ? measurement.quantities[0].value : (ratio ?? Number.NaN)
  const isKept = bound.kind === 'at most' ? measured <= bound.limit : measured >= bound.limit
  const examined = judgedOf(measurement).reduce((sum, { samples }) => sum + samples, 0)
  const explanation = `${label}: ${describeMeasured(measurement, measured)}, claimed is ${describeLimit(bound, unit)}`
  return {
    report: { ...measurement, ratio, isKept },
    verdict: isKept
      ? { outcome: 'holds', examined }
      : { outcome: 'violated', examined, witnesses: [{ explanation }] },
  }
}

/** What the bound speaks of. */
const judgedOf = ({ bound, quantities }: Measurement): Measurement['quantities'][number][] =>
  quantities.slice(0, bound?.on === 'ratio' ? 2 : 1)

function doubtOf(measurement: Measurement): string | undefined {
  if (measurement.doubt !== undefined) return measurement.doubt
  if (measurement.bound === undefined) return undefined
  const judged = judgedOf(measurement)
  const thin = judged.find(({ samples, samplesMin }) => samples < samplesMin)
  if (thin !== undefined) {
    return `${thin.of} has ${thin.samples} samples, fewer than ${thin.samplesMin} are no evidence`
  }
  if (!judged.every(({ value }) => Number.isFinite(value))) return 'it has no value'
  if (measurement.bound.on === 'ratio' && ratioOf(measurement) === undefined) return 'there is no ratio'
  return undefined
}

function describeMeasured({ bound, quantities, unit }: Measurement, measured: number): string {
  if (bound?.on === 'value') return describeValue(measured, unit)
  const [first, second] = quantities
  return `${first.of} is ${measured.toFixed(1)} times ${second?.of ?? ''}`
}

function describeLimit({ kind, limit, on }: Bound, unit: Unit): string {
  return `${kind} ${on === 'ratio' ? `${limit} times` : describeValue(limit, unit)}`
}

function describeValue(value: number, unit: Unit): string {
  if (unit === 'ms') return `${value.toFixed(0)} ms`
  return unit === 'bytes' ? `${(value / 2 ** 20).toFixed(2)} MiB` : String(value)
}
