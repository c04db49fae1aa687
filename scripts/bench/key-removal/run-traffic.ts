import type { RunningSystem } from '../../../system/contracts/running-system.ts'

export interface Traffic {
  readonly fetchToken: () => Promise<string>
  /** Ends it, and waits until what was accepted has had its time to complete. */
  readonly end: () => Promise<{
    readonly refused: number
    /** Between two executions that were accepted. */
    readonly longestGapMs: number
    /** Accepted, and not COMPLETE ten seconds after the last. */
    readonly open: number
  }>
}

const PAUSE_MS = 40
const SETTLED_WITHIN_MS = 10_000

/** Starts an execution every 40 ms with one token, and fetches another when it is refused. */
export function runTraffic(system: RunningSystem, tenant: string): Traffic {
  const { parts } = system.status()
  const api = parts.api.addresses['url'] ?? ''
  const fetchToken = (): Promise<string> => fetchTokenOf(system, parts.issuer.addresses['url'] ?? '', tenant)
  const accepted: string[] = []
  let refused = 0
  let longestGapMs = 0
  let lastAt = performance.now()
  const over = new AbortController()
  const ended = (async () => {
    let token = await fetchToken()
    while (!over.signal.aborted) {
      const id = await execute(api, token)
      if (id === undefined) {
        refused += 1
        token = await fetchToken()
      } else {
        accepted.push(id)
        longestGapMs = Math.max(longestGapMs, performance.now() - lastAt)
        lastAt = performance.now()
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  })()
  return {
    fetchToken,
    end: async () => {
      over.abort()
      await ended
      const open = await countOpen(api, await fetchToken(), accepted)
      return { refused, longestGapMs: Math.round(longestGapMs), open }
    },
  }
}

async function fetchTokenOf(system: RunningSystem, issuer: string, tenant: string): Promise<string> {
  const client = system.credentials().issuer.callers[tenant]
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client?.clientId ?? '',
      client_secret: client?.clientSecret ?? '',
    }),
  })
  return String(((await answer.json()) as { access_token?: unknown }).access_token)
}

async function execute(api: string, token: string): Promise<string | undefined> {
  const answer = await fetch(`${api}/workflows/execute`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ workflow: 'record-note', mode: 'realtime', input: { note: 'bench' } }),
  })
  const body = (await answer.json()) as { executionId?: string }
  return answer.status === 202 ? body.executionId : undefined
}

async function countOpen(api: string, token: string, accepted: readonly string[]): Promise<number> {
  const limit = performance.now() + SETTLED_WITHIN_MS
  let open = [...accepted]
  while (open.length > 0 && performance.now() < limit) {
    const still: string[] = []
    for (const id of open) {
      const answer = await fetch(`${api}/executions/${id}`, { headers: { authorization: `Bearer ${token}` } })
      if (answer.status === 429) await new Promise((resolve) => setTimeout(resolve, 500))
      if (((await answer.json()) as { status?: string }).status !== 'COMPLETE') still.push(id)
    }
    open = still
  }
  return open.length
}
