import { z } from 'zod'
import type { BenchSystem } from './start-bench-system.ts'
import type { PeerTools } from './peer-tools.ts'

/** The caller's side: one genuine token a tenant, the peers' payload, their HTTP client. */
export interface Load {
  /** Asks for execution `index`; tenants take turns. @returns its id. @throws when it was not accepted. */
  readonly submit: (index: number) => Promise<string>
  /** Asks for `count` executions, `CONCURRENCY` at a time. @returns their ids. */
  readonly submitAll: (count: number) => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

/** As many at once, and as many connections, as the peers' bench. */
const CONCURRENCY = 64
const WORKFLOW = 'bench'
/** One trivial step, whose result (what it was given) is stored. */
const DEFINITION = { steps: [{ name: 'step', kind: 'transform', expression: '$' }] }

const tokenSchema = z.object({ access_token: z.string() })
const acceptedSchema = z.object({ executionId: z.string() })

/** Gets the tokens, puts the workflow in place for every tenant, and opens connections as they are needed. */
export async function openLoad(
  { system, tenants }: Pick<BenchSystem, 'system' | 'tenants'>,
  { payload, request, Agent }: PeerTools,
): Promise<Load> {
  const { parts } = system.status()
  const apiUrl = parts.api.addresses['url'] ?? ''
  const { callers } = system.credentials().issuer
  const tokens: string[] = []
  for (const tenant of tenants) {
    const caller = callers[tenant]
    if (caller === undefined) throw new Error(`There is no caller of ${tenant}`)
    const token = await fetchToken(parts.issuer.addresses['url'] ?? '', caller)
    await putWorkflow(apiUrl, token)
    tokens.push(token)
  }
  const dispatcher = new Agent({ connections: CONCURRENCY, pipelining: 1 })
  const submit = async (index: number): Promise<string> => {
    const { statusCode, body } = await request(`${apiUrl}/workflows/execute`, {
      dispatcher,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokens[index % tokens.length] ?? ''}`,
      },
      body: JSON.stringify({ workflow: WORKFLOW, input: payload(index) }),
    })
    const answer = await body.json()
    if (statusCode !== 202)
      throw new Error(`Not accepted: HTTP ${String(statusCode)} ${JSON.stringify(answer)}`)
    return acceptedSchema.parse(answer).executionId
  }
  return {
    submit,
    submitAll: async (count) => {
      const ids: string[] = []
      let next = 0
      const sender = async (): Promise<void> => {
        while (next < count) ids.push(await submit(next++))
      }
      await Promise.all(Array.from({ length: CONCURRENCY }, sender))
      return ids
    },
    close: async () => await dispatcher.close(),
  }
}

async function fetchToken(
  issuerUrl: string,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<string> {
  const login = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const answer = await fetch(`${issuerUrl}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${login}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  return tokenSchema.parse(await answer.json()).access_token
}

async function putWorkflow(apiUrl: string, token: string): Promise<void> {
  const answer = await fetch(`${apiUrl}/workflows/${WORKFLOW}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(DEFINITION),
  })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`The workflow was not stored: HTTP ${String(answer.status)}`)
}
