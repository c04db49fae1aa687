import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import type { RunJudgement } from '../judge-run.ts'

/** 0 when all came to what they declare; else 1 when something is violated, 2 when nobody can tell. */
export function exitCodeOf(judgements: readonly RunJudgement[]): ExitCode {
  const deviating = judgements.filter(({ isAsDeclared }) => !isAsDeclared)
  if (judgements.length === 0) return exitCode.unknown
  if (deviating.length === 0) return exitCode.ok
  return deviating.some(({ outcome }) => outcome !== 'unknown') ? exitCode.violated : exitCode.unknown
}
