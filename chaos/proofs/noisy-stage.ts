import { setTimeout as delay } from 'node:timers/promises'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import type { Submission } from '../checkers/check-executions.ts'
import { readDurations } from '../probes/read-durations.ts'
import { readSettledExecutions } from '../probes/read-executions.ts'
import { watchOthers } from '../probes/processor-share.ts'
import { startFlood, type FloodResult } from '../workloads/start-flood.ts'
import { startTraffic, type SubmissionRecord } from '../workloads/start-traffic.ts'
import { noteTraffic } from './note-traffic.ts'
import type { ProofContext } from './proof-context.ts'

export const ACME = parseTenantId('acme')
export const GLOBEX = parseTenantId('globex')

/** One of globex's executions as it is felt: how long the answer took, and how long until it was COMPLETE. */
export interface FeltLatency {
  readonly answerMs: number
  /** By the answer's own clock and the database's own, added up: never less than what was felt. */
  readonly completeMs: number
}

export interface Round {
  readonly globex: readonly FeltLatency[]
  /** The share of the machine that went to others meanwhile; `undefined`: nobody can tell. */
  readonly othersShare: number | undefined
}

export interface FloodedRound extends Round {
  readonly flood: FloodResult
  readonly backlog: FloodResult
  /** Most of acme's executions that were seen running at the same time. */
  readonly runningMost: number
}

/** Where the two tenants' requests go in a round. */
export interface RoundPlan {
  readonly name: string
  readonly apiUrl: string
  /** An api without a rate limit: over it acme's backlog comes into being at once. */
  readonly backlogUrl: string
}

export interface FloodPlan extends RoundPlan {
  /** Of acme's flood, on top of its backlog. All of it has to be worked off afterwards. */
  readonly requestsMax: number
  /** Called when globex has been watched, before anything is waited for. */
  readonly beforeSettling?: () => Promise<void>
}

/** How long globex is watched, and how fast it sends: well over 60 samples. */
const ROUND_MS = 4200
const GLOBEX_EVERY_MS = 60
const FLOOD_PER_SECOND = 120
/** As long as globex is watched. */
export const FLOOD_REQUESTS = (FLOOD_PER_SECOND * ROUND_MS) / 1000
export const FLOOD_CONNECTIONS = 24
/** Executions of four steps, two of them reports over all of acme's orders. */
const BACKLOG = 40
const BACKLOG_CONNECTIONS = 40
/** Enough for every connection of the worker to have planned the statements of a report. */
const WARM_BACKLOG = 16

/**
 * A second of flood and a little backlog that nobody measures: what api, worker and database have never run yet
 * is slow the first time, and would be held against the protection. Resolves when all of it has ended.
 */
export async function warmUp(
  { access, label, signal }: ProofContext,
  { apiUrl, backlogUrl }: Omit<RoundPlan, 'name'>,
): Promise<void> {
  const order = { token: await access.tokenOf(ACME), tenant: ACME, label: `${label}warm` }
  const backlog = { ...order, apiUrl: backlogUrl, workflow: 'order-report', label: `${label}warmbacklog` }
  await Promise.all([
    startFlood({
      ...order,
      apiUrl,
      workflow: 'record-note',
      perSecond: FLOOD_PER_SECOND,
      connections: FLOOD_CONNECTIONS,
      requestsMax: FLOOD_PER_SECOND,
    }).ended,
    startFlood({ ...backlog, perSecond: 500, connections: WARM_BACKLOG, requestsMax: WARM_BACKLOG }).ended,
  ])
  for (const each of [order, backlog])
    await readSettledExecutions(access.admin, [ACME], each.label, { withinMs: 5000, signal })
}

/** globex alone, at its own pace. */
export async function watchAlone(context: ProofContext, plan: RoundPlan): Promise<Round> {
  const { globex, othersShare } = await watchGlobex(context, plan, () =>
    delay(ROUND_MS, undefined, { signal: context.signal }),
  )
  const latencies = await settle({ ...context, label: labelOf(context, plan) }, globex, [])
  return { globex: latencies, othersShare }
}

/** The same beside acme, which has a backlog of long executions and sends many times what it may. */
export async function watchFlooded(context: ProofContext, plan: FloodPlan): Promise<FloodedRound> {
  const { access } = context
  const label = labelOf(context, plan)
  const order = { token: await access.tokenOf(ACME), tenant: ACME, apiUrl: plan.apiUrl }
  let runningMost = 0
  const noteRunning = async (): Promise<void> => {
    runningMost = Math.max(runningMost, await countRunning(context))
    await delay(100, undefined, { signal: context.signal })
  }
  // In place before globex is watched: what it takes to make it, on the same machine, is the harness's doing.
  const filling = startFlood({
    ...order,
    apiUrl: plan.backlogUrl,
    workflow: 'order-report',
    perSecond: 500,
    connections: BACKLOG_CONNECTIONS,
    requestsMax: BACKLOG,
    label: `${label}-backlog`,
  })
  const backlog = await whileWaiting(filling.ended, noteRunning)
  const flood = startFlood({
    ...order,
    workflow: 'record-note',
    perSecond: FLOOD_PER_SECOND,
    connections: FLOOD_CONNECTIONS,
    requestsMax: plan.requestsMax,
    label: `${label}-flood`,
  })
  let globex: readonly SubmissionRecord[]
  let othersShare: number | undefined
  let flooded: FloodResult
  try {
    ;({ globex, othersShare } = await watchGlobex(context, plan, async () => {
      const until = Date.now() + ROUND_MS
      while (Date.now() < until) await noteRunning()
    }))
  } finally {
    flooded = await flood.stop()
  }
  const parts = { flood: flooded, backlog }
  await plan.beforeSettling?.()
  const acme = [...parts.flood.submissions, ...parts.backlog.submissions]
  const latencies = await settle({ ...context, label }, globex, acme)
  return { globex: latencies, othersShare, runningMost, ...parts }
}

/** Repeats `look` until `work` is done. */
async function whileWaiting<Result>(work: Promise<Result>, look: () => Promise<void>): Promise<Result> {
  const done = new AbortController()
  const end = (): void => done.abort()
  work.then(end, end)
  while (!done.signal.aborted) await look()
  return work
}

async function watchGlobex(
  context: ProofContext,
  plan: RoundPlan,
  meanwhile: () => Promise<void>,
): Promise<{ globex: readonly SubmissionRecord[]; othersShare: number | undefined }> {
  const { access } = context
  const readOthers = await watchOthers(() => access.system.status())
  const traffic = startTraffic({
    apiUrl: plan.apiUrl,
    tenants: [GLOBEX],
    modes: ['balanced'],
    tokenOf: access.tokenOf,
    canaries: access.canaries,
    everyMs: GLOBEX_EVERY_MS,
    label: labelOf(context, plan),
  })
  try {
    await meanwhile()
  } finally {
    await traffic.stop()
  }
  return { globex: await traffic.stop(), othersShare: await readOthers() }
}

/** Waits until all of it has ended, counts and judges it, and says what globex felt. */
async function settle(
  context: ProofContext,
  globex: readonly SubmissionRecord[],
  acme: readonly Submission[],
): Promise<readonly FeltLatency[]> {
  await noteTraffic(context, [...globex, ...acme])
  const durations = await readDurations(context.access.admin, GLOBEX, context.label)
  return globex.map(({ marker, elapsedMs }) => ({
    answerMs: elapsedMs,
    completeMs: elapsedMs + (durations.get(marker) ?? 0),
  }))
}

const labelOf = (context: ProofContext, plan: RoundPlan): string => `${context.label}${plan.name}`

async function countRunning({ access }: ProofContext): Promise<number> {
  const [row] = await access.admin.rows(
    `select count(*)::int as running from ${dataSchemaOf(ACME)}.workflow_executions where status = 'RUNNING'`,
  )
  return Number(row?.['running'])
}
