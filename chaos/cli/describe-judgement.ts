import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import type { RunJudgement } from '../judge-run.ts'

/** What a run came to, with what speaks against it, in lines. */
export function describeJudgement(scenario: string, judgement: RunJudgement): readonly string[] {
  const { outcome, declared, isAsDeclared, deviation, verdicts } = judgement
  const end = isAsDeclared ? 'as declared' : `NOT AS DECLARED: ${deviation ?? ''}`
  const lines = [`${outcome.toUpperCase()}  ${scenario}  (declared ${declared}; ${end})`]
  for (const { checker, verdict } of verdicts) {
    if (verdict.outcome === 'holds' && verdict.note !== undefined)
      lines.push(`  holds     ${checker}: ${verdict.note}`)
    if (verdict.outcome === 'unknown') lines.push(`  unknown   ${checker}: ${verdict.reason}`)
    if (verdict.outcome === 'violated')
      lines.push(...verdict.witnesses.map(({ explanation }) => `  violated  ${checker}: ${explanation}`))
  }
  return lines
}

/** 0 when all came to what they declare; else 1 when something is violated, 2 when nobody can tell. */
export function exitCodeOf(judgements: readonly RunJudgement[]): ExitCode {
  const deviating = judgements.filter(({ isAsDeclared }) => !isAsDeclared)
  if (judgements.length === 0) return exitCode.unknown
  if (deviating.length === 0) return exitCode.ok
  return deviating.some(({ outcome }) => outcome !== 'unknown') ? exitCode.violated : exitCode.unknown
}
