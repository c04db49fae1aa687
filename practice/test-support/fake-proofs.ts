import type { ProofReport } from '../../chaos/proof-report.ts'
import type { Verdict } from '../../chaos/verdict.ts'
import { hostileQuestions } from '../deck/hostile-questions.ts'
import { withSecondFault } from '../deck/with-second-fault.ts'
import type { ProofContext, Proofs } from '../parts.ts'
import { partlyProvenQuestions } from './partly-proven-questions.ts'

export const holds: Verdict = { outcome: 'holds', examined: 214 }

export const violated: Verdict = {
  outcome: 'violated',
  examined: 214,
  witnesses: [{ explanation: 'acme was shown 3 rows of globex' }],
}

/** A report with something in every place. */
export function buildReport(scenario: string, verdict: Verdict): ProofReport {
  const wentWrong = verdict.outcome === 'violated'
  return {
    scenario,
    question: 'What stops it?',
    claim: 'The database refuses whatever the API believes.',
    faults: [{ fault: 'an API that believes a header', evidence: 'x-tenant: globex reached the broker' }],
    attacks: [
      {
        attack: "acme reads globex's executions through a forged header",
        refusedBy: wentWrong ? 'none' : 'database',
        answer: wentWrong ? '3 rows came back' : 'SQLSTATE 28000',
        asClaimed: !wentWrong,
        elapsedMs: 12,
      },
    ],
    controls: [
      {
        kind: 'positive',
        description: 'globex reads its own execution',
        outcome: '1 row',
        asExpected: true,
      },
      {
        kind: 'negative',
        description: 'walls removed, the attack succeeds',
        outcome: '3 rows of globex',
        asExpected: true,
      },
    ],
    findings: [
      {
        fault: 'row security off',
        named: wentWrong ? 'nothing was named' : 'row_security_not_forced on 7 objects of globex',
        afterMs: wentWrong ? undefined : 312,
        asClaimed: !wentWrong,
      },
    ],
    traffic: [{ tenant: 'globex', accepted: 120, complete: 120, refused: 0 }],
    measurements: [
      {
        label: "p95 of globex's answers",
        unit: 'ms',
        quantities: [
          { of: 'beside acme', value: 61.4, samples: 80, samplesMin: 60, lowest: 9, highest: 1210 },
          { of: 'alone', value: 40, samples: 80, samplesMin: 60, lowest: 8.2, highest: 77 },
        ],
        bound: { on: 'ratio', kind: 'at most', limit: wentWrong ? 1.5 : 3 },
        ratio: 1.535,
        isKept: !wentWrong,
      },
    ],
    verdict,
    elapsedMs: 4321,
  }
}

/** Proofs of every name that a card mentions, each run by `run`. */
export function fakeProofs(run: (scenario: string, context: ProofContext) => Promise<ProofReport>): Proofs {
  return {
    runProof: run,
    proofNames: [...hostileQuestions, ...partlyProvenQuestions]
      .flatMap(withSecondFault)
      .flatMap(({ proofs }) => proofs),
    defences: { 'schema-wall': 'the schema wall' },
  }
}
