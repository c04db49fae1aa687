import { randomUUID } from 'node:crypto'
import { callHttp, type HttpAnswer, type HttpCall } from '../../probes/call-http.ts'
import { startGenuineApi } from '../../saboteurs/start-api-saboteur.ts'
import { seededRandom } from '../../workloads/seeded-random.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'

/** Requests that are under way at a time. */
const LANES = 24
const SHOWN_WITHIN = 1000
const EACH_ITS_OWN = 'each met its own'

interface Storm {
  readonly requests: number
  /** An api of the same build whose rate limit lets all of them through. */
  readonly isUnlimited: boolean
}

const storms: readonly (Storm & { readonly name: string; readonly isLong: boolean })[] = [
  { name: 'sample', requests: 160, isUnlimited: false, isLong: false },
  { name: 'ten-thousand', requests: 10_000, isUnlimited: true, isLong: true },
]

/** Requests of both tenants, all mixed, some of them aborted in the middle and some that throw: whose answer comes to whom? */
export const interleavedRequests: readonly SuiteAttack[] = storms.map(
  ({ name, isLong, ...storm }): SuiteAttack => ({
    id: `L2-interleaved-${name}`,
    layer: 'L2',
    title: `send ${storm.requests} requests of both tenants at once, with aborts and errors in between, and look for the other's in every answer`,
    allowed: [`api: ${EACH_ITS_OWN}`],
    aim: 'be accepted',
    removes: ['api-cache-by-tenant'],
    mayTouchOwn: true,
    isLong,
    attack: (bench, signal) => send(bench, storm, signal),
  }),
)

async function send(bench: Bench, storm: Storm, signal: AbortSignal): Promise<SuiteMet> {
  // A wall that is down shows itself within a few.
  const requests = bench.removed.length > 0 ? Math.min(storm.requests, SHOWN_WITHIN) : storm.requests
  if (!storm.isUnlimited || bench.removed.length > 0)
    return await interleave(bench, { url: bench.stage.apiUrl(), requests }, signal)
  const api = await startGenuineApi(bench.access, { EASYFLOW_RATE_LIMIT_PER_SECOND: '1000000' })
  try {
    return await interleave(bench, { url: api.url, requests }, signal)
  } finally {
    await api.stop()
  }
}

async function interleave(
  bench: Bench,
  { url, requests }: { readonly url: string; readonly requests: number },
  signal: AbortSignal,
): Promise<SuiteMet> {
  const random = seededRandom(bench.seed, 'interleaved')
  const came = { own: 0, aborted: 0, refused: 0, limited: 0 }
  const mixed: string[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < requests) {
      signal.throwIfAborted()
      const isVictim = next % 2 === 1
      const answer = await callHttp(url, writeCall(bench, { isVictim, number: next, random }))
      next += 1
      if (isOfAnother(bench, isVictim, answer)) mixed.push(answer.text)
      else if (answer.status === 0) came.aborted += 1
      else if (answer.status === 429) came.limited += 1
      else if (answer.status < 300) came.own += 1
      else came.refused += 1
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  if (came.own < requests / 20 || came.aborted === 0 || came.refused === 0)
    throw new Error(`Nothing was shown: of ${requests} requests ${JSON.stringify(came)}`)
  return mixed.length === 0
    ? { refusedBy: 'api', answer: EACH_ITS_OWN, text: JSON.stringify(came) }
    : { refusedBy: 'none', answer: `${mixed.length} answers were another's`, text: mixed.join('\n') }
}

/** Reads, mostly; every eighth is hung up on at once, every eighth is refused by something that throws. */
function writeCall(
  bench: Bench,
  {
    isVictim,
    number,
    random,
  }: { readonly isVictim: boolean; readonly number: number; readonly random: () => number },
): HttpCall {
  const token = isVictim ? bench.victimToken : bench.own
  const own = isVictim ? bench.victimExecution : bench.ownExecution
  const list = { method: 'GET', path: '/executions?limit=20', token } as const
  const timeoutMs = 1 + Math.floor(random() * 12)
  const kinds: readonly (() => HttpCall)[] = [
    () => list,
    () => ({ method: 'GET', path: `/executions/${own}`, token }),
    () => ({ ...list, timeoutMs }),
    () => ({ method: 'GET', path: `/executions/${randomUUID()}`, token }),
    () => list,
    // Something of the attacker's own begins, or breaks off in the middle of beginning.
    () =>
      isVictim
        ? list
        : {
            method: 'POST',
            path: '/workflows/execute',
            token,
            timeoutMs: 5 * timeoutMs,
            body: { workflow: 'record-note', mode: 'eco', input: { marker: bench.label } },
          },
    () => ({ method: 'POST', path: '/workflows/execute', token, body: { workflow: 1, mode: 'none' } }),
    () => ({ method: 'GET', path: '/workflows', token: number % 4 === 0 ? `${token}x` : token }),
  ]
  const kind = kinds[Math.floor(random() * kinds.length)] ?? kinds[0]
  if (kind === undefined) throw new TypeError('There is no kind of request')
  return kind()
}

/** The victim's canary in what the attacker gets, or the other way round. */
function isOfAnother(bench: Bench, isVictim: boolean, { text }: HttpAnswer): boolean {
  const foreign = isVictim
    ? [bench.access.canaries.get(bench.attacker), bench.ownExecution]
    : [bench.canary, bench.victimExecution]
  return foreign.some((mark) => mark !== undefined && text.includes(mark))
}
