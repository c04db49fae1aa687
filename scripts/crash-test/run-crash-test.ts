import { setTimeout as pause } from 'node:timers/promises'
import { systemStatusSchema } from '../../system/contracts/system-status.ts'
import { beginEasyflow } from './easyflow-command.ts'
import { findProcesses } from './find-processes.ts'
import { openCallers, openGround } from './open-ground.ts'
import { planRounds, type Phase } from './plan-rounds.ts'
import { isGood, renderHead, renderRound } from './render-round.ts'
import { runRound, type Session } from './run-round.ts'
import { beginTraffic } from './run-traffic.ts'

export interface CrashTestOptions {
  readonly seed: number
  readonly moments: number
  readonly only?: Phase | undefined
  readonly print: (text: string) => void
}

const FIRST_TRAFFIC_MS = 1000

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

/** A first start, so that there is something to lose. */
async function openSession(instance: string): Promise<Session> {
  const first = await beginEasyflow(['start', '--instance', instance]).ended
  if (first.code !== 0) throw new Error(`The first start failed: ${first.said}`)
  const { text } = await beginEasyflow(['status', '--json', '--instance', instance]).ended
  const { stateDirectory } = systemStatusSchema.parse(JSON.parse(text))
  const ground = openGround(instance, stateDirectory)
  const label = `crash${Date.now().toString(36)}`
  const traffic = beginTraffic(await openCallers(ground), `${label}-0`)
  await pause(FIRST_TRAFFIC_MS)
  const ledger = [...(await traffic.stop())]
  return {
    ground,
    ledger,
    label,
    fresh: ({ number }) => openGround(`${instance}-${String(number)}`, stateDirectory),
  }
}
