import { setTimeout as delay } from 'node:timers/promises'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import type { Submission } from '../checkers/check-executions.ts'
import { readDurations } from '../probes/read-durations.ts'
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
const ROUND_MS = 3600
const GLOBEX_EVERY_MS = 50
const FLOOD_PER_SECOND = 200
/** As long as globex is watched. */
export const FLOOD_REQUESTS = (FLOOD_PER_SECOND * ROUND_MS) / 1000
export const FLOOD_CONNECTIONS = 64
/** Executions of four steps, two of them reports over all of acme's orders. */
const BACKLOG = 80

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
  let parts: { flood: FloodResult; backlog: FloodResult } | undefined
  const { globex, othersShare } = await watchGlobex(context, plan, async () => {
    const backlog = startFlood({
      ...order,
      apiUrl: plan.backlogUrl,
      workflow: 'order-report',
      perSecond: 500,
      connections: BACKLOG,
      requestsMax: BACKLOG,
      label: `${label}-backlog`,
    })
    const flood = startFlood({
      ...order,
      workflow: 'record-note',
      perSecond: FLOOD_PER_SECOND,
      connections: FLOOD_CONNECTIONS,
      requestsMax: plan.requestsMax,
      label: `${label}-flood`,
    })
    try {
      const until = Date.now() + ROUND_MS
      while (Date.now() < until) {
        runningMost = Math.max(runningMost, await countRunning(context))
        await delay(100, undefined, { signal: context.signal })
      }
    } finally {
      const [ofFlood, ofBacklog] = await Promise.all([flood.stop(), backlog.stop()])
      parts = { flood: ofFlood, backlog: ofBacklog }
    }
  })
  if (parts === undefined) throw new Error('acme sent nothing')
  await plan.beforeSettling?.()
  const acme = [...parts.flood.submissions, ...parts.backlog.submissions]
  const latencies = await settle({ ...context, label }, globex, acme)
  return { globex: latencies, othersShare, runningMost, ...parts }
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
