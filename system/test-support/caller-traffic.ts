import type { RunningSystem } from '../contracts/running-system.ts'

export interface CallerTraffic {
  /** Every answer so far that was not what a caller may expect. */
  readonly failures: readonly string[]
  /** Ids of accepted executions. */
  readonly accepted: readonly string[]
  /** The longest time between two accepted requests, in milliseconds. */
  readonly longestGapMs: () => number
  readonly stop: () => Promise<void>
}

/** Gets a token of a tenant's caller from the issuer. */
export async function fetchCallerToken(system: RunningSystem, tenant: string): Promise<string> {
  const client = system.credentials().issuer.callers[tenant]
  const answer = await fetch(`${system.status().parts.issuer.addresses['url'] ?? ''}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client?.clientId ?? '',
      client_secret: client?.clientSecret ?? '',
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token?: string }
  if (token === undefined) throw new Error(`The issuer answered ${String(answer.status)}`)
  return token
}

/**
 * Callers of one tenant that start an execution every 40 ms: each second one with a token just fetched, the
 * others with one that is renewed when it is refused, as a caller's library does.
 */
export function startCallerTraffic(system: RunningSystem, tenant: string): CallerTraffic {
  const failures: string[] = []
  const accepted: string[] = []
  const stopped = new AbortController()
  let lastAt = performance.now()
  let longestGapMs = 0
  let held: string | undefined
  const execute = async (token: string): Promise<boolean> => {
    const answer = await fetch(`${system.status().parts.api.addresses['url'] ?? ''}/workflows/execute`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ workflow: 'record-note', mode: 'realtime', input: { note: 'traffic' } }),
    })
    const body = (await answer.json()) as { executionId?: string; code?: string }
    if (answer.status !== 202 || body.executionId === undefined) {
      failures.push(`${String(answer.status)} ${body.code ?? ''}`)
      return false
    }
    accepted.push(body.executionId)
    longestGapMs = Math.max(longestGapMs, performance.now() - lastAt)
    lastAt = performance.now()
    return true
  }
  const ended = (async () => {
    for (let turn = 0; !stopped.signal.aborted; turn += 1) {
      try {
        if (turn % 2 === 0) await execute(await fetchCallerToken(system, tenant))
        else if (!(await execute((held ??= await fetchCallerToken(system, tenant))))) held = undefined
      } catch (error) {
        failures.push(error instanceof Error ? error.message : 'unknown')
      }
      const { promise, resolve } = Promise.withResolvers<undefined>()
      setTimeout(resolve, 40, undefined)
      await promise
    }
  })()
  return {
    failures,
    accepted,
    longestGapMs: () => Math.round(longestGapMs),
    stop: async () => {
      stopped.abort()
      await ended
    },
  }
}
