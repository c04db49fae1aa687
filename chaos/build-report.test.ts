import { expect, test } from 'vitest'
import { buildReport, startNotes, type ProofNotes } from './build-report.ts'
import type { Measurement } from './measurement.ts'
import type { ScenarioDeclaration } from './scenario-declaration.ts'
import type { Outcome } from './verdict.ts'

const scenario: ScenarioDeclaration = {
  name: 'tried',
  question: '?',
  claim: '.',
  failureClass: 'economic',
  defences: {},
  prove: () => Promise.resolve(),
}

/** Notes of a proof in which all went as claimed. */
function goodNotes(): ProofNotes {
  const notes = startNotes()
  notes.faults.push({ fault: 'flood', evidence: 'it came' })
  notes.attacks.push({ attack: 'a', refusedBy: 'api', answer: 'HTTP 429', asClaimed: true, elapsedMs: 1 })
  for (const kind of ['positive', 'negative'] as const)
    notes.controls.push({ kind, description: 'd', outcome: 'o', asExpected: true })
  return notes
}

const measured = (value: number, samples: number): Measurement => ({
  label: 'p95',
  unit: 'ms',
  quantities: [{ of: 'globex', value, samples, samplesMin: 60, lowest: 0, highest: value }],
  bound: { on: 'value', kind: 'at most', limit: 100 },
})

const outcomeWith = (measurement: Measurement): Outcome => {
  const notes = goodNotes()
  notes.measurements.push(measurement)
  return buildReport(scenario, notes, { canaries: new Map(), elapsedMs: 1 }).verdict.outcome
}

test.each([
  ['a bound that is kept', 'holds', measured(100, 60)],
  ['a bound that is broken', 'violated', measured(101, 60)],
  ['too few samples', 'unknown', measured(100, 10)],
] as const)('a proof in which all else went as claimed, with %s: %s', (_, outcome, measurement) => {
  expect(outcomeWith(measurement)).toBe(outcome)
})
