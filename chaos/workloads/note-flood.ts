import type { Environment } from '../environment/environment.ts'
import type { FloodResult } from './start-flood.ts'

/** Writes a flood down when it is over, an operation each: the thread that sends has no hand free for it. */
export function noteFlood(
  history: Environment['history'],
  { answers, submissions }: Pick<FloodResult, 'answers' | 'submissions'>,
): void {
  for (const [index, { marker, status, executionId }] of answers.entries()) {
    const submission = submissions[index]
    if (submission === undefined) continue
    const { tenant, outcome } = submission
    history.write({ kind: 'invoked', op: marker, tenant, mode: 'balanced', workflow: 'flood' })
    history.write({
      kind: 'answered',
      op: marker,
      outcome,
      status,
      code: null,
      executionId: executionId ?? null,
      elapsedMs: 0,
    })
  }
}
