import { callHttp, readPath } from '../probes/call-http.ts'
import type { FloodResult } from '../workloads/start-flood.ts'
import { ACME, FLOOD_CONNECTIONS, type FloodedRound } from './noisy-stage.ts'
import type { ProofContext } from './proof-context.ts'

/** Notes what acme's flood met at the api, and what became of its backlog at the worker. */
export async function noteFlood(
  context: ProofContext,
  { flood, backlog, runningMost }: FloodedRound,
): Promise<void> {
  const { attacks, controls, faults } = context.notes
  const seconds = (flood.elapsedMs / 1000).toFixed(1)
  const accepted = acceptedOf(backlog)
  faults.push({
    fault: 'flood-by-tenant',
    evidence: `acme sent ${flood.answers.length} requests in ${seconds} s, behind a backlog of ${accepted} executions of four steps`,
  })
  attacks.push({
    attack: `acme sends many times what it may, over ${FLOOD_CONNECTIONS} connections`,
    ...meetingOf(flood),
    elapsedMs: flood.elapsedMs,
  })
  const activeMax = await readActiveMax(context)
  const isCapped = runningMost > 0 && runningMost <= activeMax
  attacks.push({
    attack: `acme's ${accepted} long executions want to run at once`,
    refusedBy: isCapped ? 'worker' : 'none',
    answer: `at most ${runningMost} of them ran at a time`,
    asClaimed: isCapped,
    elapsedMs: backlog.elapsedMs,
  })
  for (const { attack, answer } of attacks.slice(-2)) context.onProgress(`${attack}: ${answer}`)
  controls.push({
    kind: 'positive',
    description: 'acme, within its limit, is served as well',
    outcome: `${acceptedOf(flood)} of its requests accepted`,
    asExpected: acceptedOf(flood) > 0,
  })
}

const acceptedOf = ({ answers }: FloodResult): number => answers.filter(({ status }) => status === 202).length

/** As claimed: refused with 429 and Retry-After, and let through no more than the policy that the api names. */
function meetingOf(flood: FloodResult): {
  readonly refusedBy: 'api' | 'none'
  readonly answer: string
  readonly asClaimed: boolean
} {
  const limited = flood.answers.filter(({ status }) => status === 429)
  const { quota, windowSeconds } = policyOf(flood)
  const allowed = quota + Math.ceil((quota / windowSeconds) * (flood.elapsedMs / 1000))
  const accepted = acceptedOf(flood)
  const isRefused = limited.length > 0 && limited.every(({ retryAfter }) => Number(retryAfter) > 0)
  const asClaimed = isRefused && accepted <= allowed
  const answer = isRefused
    ? `HTTP 429 with Retry-After to ${limited.length}, ${accepted} accepted, ${allowed} allowed in that time`
    : `HTTP 202 to ${accepted} of ${flood.answers.length}`
  return { refusedBy: asClaimed ? 'api' : 'none', answer, asClaimed }
}

/** The api's own word on its limit, `"default";q=50;w=1`. None: nothing is allowed. */
function policyOf({ answers }: FloodResult): { quota: number; windowSeconds: number } {
  const policy = answers.find((answer) => answer.policy !== '')?.policy ?? ''
  const { quota, windowSeconds } = /q=(?<quota>\d+);w=(?<windowSeconds>\d+)/.exec(policy)?.groups ?? {}
  return { quota: Number(quota ?? 0), windowSeconds: Number(windowSeconds ?? 1) }
}

/** What the genuine worker says it has in hand of one tenant at most. */
async function readActiveMax({ access }: ProofContext): Promise<number> {
  const health = await callHttp(access.addresses.workerUrl, { method: 'GET', path: '/health/ready' })
  return Number(readPath(health.json, `tenants.${ACME}.activeMax`) ?? 0)
}
