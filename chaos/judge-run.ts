import { checkersOf } from './checkers/core-checkers.ts'
import type { RecordedRun } from './checkers/recorded-run.ts'
import { checkers, type CheckerName } from './checkers/registry.ts'
import type { DeclaredVerdict } from './scenario/scenario.ts'
import { worstOutcome, type Outcome, type Verdict } from './verdict.ts'

export interface CheckerVerdict {
  readonly checker: CheckerName
  readonly verdict: Verdict
}

/** What a run came to. */
export interface RunJudgement {
  readonly outcome: Outcome
  readonly verdicts: readonly CheckerVerdict[]
  readonly declared: DeclaredVerdict['outcome']
  /** Whether it came to what the scenario declares, and was found by what it says finds it. */
  readonly isAsDeclared: boolean
  /** Why not, in one line. */
  readonly deviation: string | undefined
}

/** Judges a recorded run. Pure: the same record gives the same judgement, with or without a system. */
export function judgeRun(run: RecordedRun): RunJudgement {
  const verdicts = checkersOf(run.scenario).map((checker): CheckerVerdict => ({
    checker,
    verdict: checkSafely(checker, run),
  }))
  const outcome = worstOutcome(verdicts.map(({ verdict }) => verdict))
  const deviation = findDeviation(run.scenario.declared, outcome, verdicts)
  return {
    outcome,
    verdicts,
    declared: run.scenario.declared.outcome,
    isAsDeclared: deviation === undefined,
    deviation,
  }
}

/** A checker that cannot judge has not found anything, and has not cleared anything either. */
function checkSafely(checker: CheckerName, run: RecordedRun): Verdict {
  try {
    return checkers[checker](run)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { outcome: 'unknown', reason: `The checker ${checker} failed: ${reason}` }
  }
}

function findDeviation(
  declared: DeclaredVerdict,
  outcome: Outcome,
  verdicts: readonly CheckerVerdict[],
): string | undefined {
  if (declared.outcome !== outcome) return `declared ${declared.outcome}, came to ${outcome}`
  if (declared.outcome === 'holds') return undefined
  // Something nobody could judge beside a violation that was foreseen: then more may have happened than that.
  const unjudged = verdicts.find(({ verdict }) => verdict.outcome === 'unknown')
  if (unjudged !== undefined) return `${unjudged.checker} could not judge`
  for (const { checker, says } of declared.foundBy) {
    const found = verdicts.find((one) => one.checker === checker)?.verdict
    const isFound =
      found?.outcome === 'violated' && found.witnesses.some(({ explanation }) => says.test(explanation))
    if (!isFound) return `${checker} did not find ${String(says)}`
  }
  const foreseen = new Set(declared.foundBy.map(({ checker }) => checker))
  const unforeseen = verdicts.find(
    ({ checker, verdict }) => verdict.outcome === 'violated' && !foreseen.has(checker),
  )
  return unforeseen === undefined ? undefined : `${unforeseen.checker} found what was not declared`
}
