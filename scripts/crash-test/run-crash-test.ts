import { findProcesses } from './find-processes.ts'
import { openSession } from './open-session.ts'
import { planRounds, type Phase } from './plan-rounds.ts'
import { isGood, renderHead, renderRound } from './render-round.ts'
import { runRound } from './run-round.ts'

export interface CrashTestOptions {
  readonly seed: number
  readonly moments: number
  readonly only?: Phase | undefined
  readonly print: (text: string) => void
}

/**
 * Kills at random moments and judges what comes after each. Leaves nothing: its instances are reset at the end.
 *
 * @returns whether everything was as it has to be.
 */
export async function runCrashTest({ seed, moments, only, print }: CrashTestOptions): Promise<boolean> {
  const session = await openSession(`crash-${String(process.pid)}`)
  let bad = 0
  let seen = 0
  let slowestS = 0
  let overdue = 0
  try {
    print(renderHead())
    for (const round of planRounds(seed, moments, only)) {
      const result = await runRound(round, session)
      print(renderRound(result))
      seen += result.strike === undefined ? 0 : 1
      overdue = Math.max(overdue, result.overdue)
      bad += isGood(result) ? 0 : 1
      slowestS = Math.max(slowestS, result.nextStartS)
    }
  } finally {
    await session.ground.easyflow('reset', '--yes')
  }
  const left = findProcesses(session.ground.directory)
  print(
    `\nseed ${String(seed)}: ${String(seen)} of ${String(moments)} kills met their victim, ` +
      `${String(session.ledger.length)} requests (${String(overdue)} realtime ones accepted and not begun in time), slowest next start ${slowestS.toFixed(1)} s, ` +
      `${String(bad)} rounds with a fault, ${String(left.length)} processes left`,
  )
  return bad === 0 && left.length === 0
}
