import type { SubmissionRecord } from '../../chaos/workloads/start-traffic.ts'
import { waitFor } from '../../chaos/wait-for.ts'
import { beginEasyflow } from './easyflow-command.ts'
import { judgeExecutions, judgeProcesses } from './judge.ts'
import { openCallers, type Ground } from './open-ground.ts'
import { isPart, needsFreshInstance, type Part, type Round } from './plan-rounds.ts'
import { beginTraffic, repeatUncertain } from './run-traffic.ts'
import { strike, type Strike } from './strike.ts'

export interface RoundResult {
  readonly round: Round
  readonly strike: Strike | undefined
  /** From the kill until whoever is in charge showed that it knew. */
  readonly noticedMs: number | undefined
  /** From the kill until the part was ready again by itself. */
  readonly backMs: number | undefined
  readonly nextStartS: number
  readonly orphans: readonly string[]
  readonly lost: readonly string[]
  readonly examined: number
  readonly overdue: number
  /** What else was not as it should be. */
  readonly faults: readonly string[]
}

export interface Session {
  readonly ground: Ground
  /** Everything ever asked of `ground`, with what was answered. Grows. */
  readonly ledger: SubmissionRecord[]
  readonly label: string
  readonly fresh: (round: Round) => Ground
}

type Seen = Pick<RoundResult, 'strike' | 'noticedMs' | 'backMs'> & { readonly faults: string[] }

/** Kills once, starts again, and judges what is there then. */
export async function runRound(round: Round, session: Session): Promise<RoundResult> {
  const isFresh = needsFreshInstance(round)
  const ground = isFresh ? session.fresh(round) : session.ground
  // Two systems at once would only slow each other down.
  if (isFresh) await session.ground.easyflow('stop')
  const records: SubmissionRecord[] = []
  const seen = await killIn(round, isFresh ? { ...session, ground } : session, records)
  const startedAt = performance.now()
  const start = await ground.easyflow('start')
  const nextStartS = (performance.now() - startedAt) / 1000
  if (start.code !== 0)
    seen.faults.push(`the next start ended with ${String(start.code)}: ${start.said.trim()}`)
  const supervisorPid = (await ground.status())?.supervisorPid
  const orphans = await judgeProcesses(ground, supervisorPid)
  const {
    faults: lost,
    examined,
    overdue,
  } = isFresh || start.code !== 0 ? { faults: [], examined: 0, overdue: 0 } : await judgeAll(session, records)
  if (isFresh) await ground.easyflow('reset', '--yes')
  return { round, ...seen, nextStartS, orphans, lost, examined, overdue }
}

async function judgeAll(session: Session, records: readonly SubmissionRecord[]) {
  const callers = await openCallers(session.ground)
  session.ledger.push(...(await repeatUncertain(callers, records)))
  return await judgeExecutions(session.ground, session.ledger, session.label)
}

async function killIn(round: Round, session: Session, records: SubmissionRecord[]): Promise<Seen> {
  if (round.phase === 'starting') return await killWhileStarting(round, session)
  const start = await session.ground.easyflow('start')
  if (start.code !== 0) throw new Error(`Cannot go on: ${start.said}`)
  const traffic = beginTraffic(await openCallers(session.ground), `${session.label}-${String(round.number)}`)
  try {
    return round.phase === 'running'
      ? await killWhileRunning(round, session)
      : await killWhileStopping(round, session)
  } finally {
    records.push(...(await traffic.stop()))
  }
}

async function killWhileStarting(round: Round, { ground }: Session): Promise<Seen> {
  const faults: string[] = []
  if (!needsFreshInstance(round)) await ground.easyflow('stop')
  return await killCommand(round, ground, { name: 'start', faults })
}

async function killWhileStopping(round: Round, { ground }: Session): Promise<Seen> {
  const faults: string[] = []
  return await killCommand(round, ground, { name: 'stop', faults })
}

/** Kills while a command is under way. Unless its launcher was the victim, it has to end by itself. */
async function killCommand(
  round: Round,
  ground: Ground,
  { name, faults }: { readonly name: 'start' | 'stop'; readonly faults: string[] },
): Promise<Seen> {
  const command = beginEasyflow([name, '--instance', ground.instance])
  let isOver = false
  const ended = command.ended.then((ending) => {
    isOver = true
    return ending
  })
  const struck = await strike(round, ground, { launcher: command.child.pid, isOver: () => isOver })
  const struckAt = performance.now()
  if (round.victim === 'launcher') return { strike: struck, noticedMs: undefined, backMs: undefined, faults }
  const { code } = await ended
  // A start that went well in spite of it has not said when it noticed.
  const isTold = struck !== undefined && name === 'start' && code !== 0
  const noticedMs = isTold ? performance.now() - struckAt : undefined
  return { strike: struck, noticedMs, backMs: undefined, faults }
}

async function killWhileRunning(round: Round, { ground }: Session): Promise<Seen> {
  const struck = await strike(round, ground, { launcher: undefined, isOver: () => true })
  const faults: string[] = []
  const none = { strike: struck, noticedMs: undefined, backMs: undefined, faults }
  if (struck === undefined) return { ...none, faults: [`${round.victim} did not run`] }
  if (!isPart(round.victim)) return none
  const { victim } = round
  const struckAt = performance.now()
  const has = async (test: (part: Awaited<ReturnType<typeof partOf>>) => boolean): Promise<number> => {
    await waitFor(
      `${victim} to be seen to`,
      AbortSignal.timeout(60_000),
      async () => test(await partOf(ground, victim)),
      30_000,
    )
    return performance.now() - struckAt
  }
  try {
    const noticedMs = await has((part) => part?.state !== 'ready' || part.pid !== struck.pid)
    const backMs = await has((part) => part?.state === 'ready' && part.pid !== struck.pid)
    return { ...none, noticedMs, backMs }
  } catch (error) {
    return { ...none, faults: [error instanceof Error ? error.message : String(error)] }
  }
}

async function partOf(ground: Ground, part: Part) {
  return (await ground.status())?.parts[part]
}
