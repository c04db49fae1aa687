import { randomUUID } from 'node:crypto'
import { callHttp, type HttpAnswer } from '../probes/call-http.ts'
import type { Bench } from './open-bench.ts'
import type { TimingComparison } from './suite-result.ts'
import { rankSumZ } from './rank-sum.ts'
import { setTimeout as delay } from 'node:timers/promises'

/** Below the api's limit for one tenant, so that no answer is about that. */
const PAUSE_MS = 25
/** Connections are opened, code is compiled. */
const WARM_UP = 20

/**
 * Asks for an execution that does not exist and for one that is another tenant's, in turn, and compares status,
 * body and time. Reported and not judged: the clock of a busy machine is no witness.
 */
export async function compareTimings(
  bench: Bench,
  samples: number,
  signal: AbortSignal,
): Promise<readonly TimingComparison[]> {
  const ask = (id: string) =>
    callHttp(bench.access.addresses.apiUrl, { method: 'GET', path: `/executions/${id}`, token: bench.own })
  const times: { absent: number[]; foreign: number[] } = { absent: [], foreign: [] }
  let isSameAnswer = true
  for (let round = 0; round < samples + WARM_UP; round += 1) {
    // Each goes first every other time: whoever comes second finds everything warm.
    const order = round % 2 === 0 ? (['absent', 'foreign'] as const) : (['foreign', 'absent'] as const)
    const said: string[] = []
    for (const kind of order) {
      const answer = await ask(kind === 'absent' ? randomUUID() : bench.victimExecution)
      said.push(shapeOf(answer))
      if (round >= WARM_UP) times[kind].push(answer.elapsedMs)
      await delay(PAUSE_MS, undefined, { signal })
    }
    if (said[0] !== said[1]) isSameAnswer = false
  }
  return [
    {
      title: 'GET /executions/:id',
      samples,
      absent: summarize(times.absent),
      foreign: summarize(times.foreign),
      z: rankSumZ(times.foreign, times.absent),
      isSameAnswer,
    },
  ]
}

/** All that an answer says but for what is another with every request. */
function shapeOf({ status, headers, text }: HttpAnswer): string {
  const differs = new Set(['x-request-id', 'traceresponse', 'date', 'ratelimit'])
  const kept = Object.entries(headers).filter(([name]) => !differs.has(name))
  return JSON.stringify([status, kept, text.replaceAll(/[0-9a-f-]{32,36}/g, 'id')])
}

function summarize(values: readonly number[]): { readonly medianMs: number; readonly p95Ms: number } {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0
  return { medianMs: at(0.5), p95Ms: at(0.95) }
}
