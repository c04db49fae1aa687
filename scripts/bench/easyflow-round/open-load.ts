import { z } from 'zod'
import type { TenantId } from '../../../system/contracts/tenant-id.ts'
import type { PeerTools } from './peer-tools.ts'

/** The caller's side: one token a tenant, the peers' payload, an HTTP client. */
export interface Load {
  /** Asks for execution `index`; tenants take turns. @returns its id. @throws when it was not accepted. */
  readonly submit: (index: number) => Promise<string>
  /** Asks for `count` executions, `CONCURRENCY` at a time. @returns their ids. */
  readonly submitAll: (count: number) => Promise<readonly string[]>
  /** Asks with a new token for each tenant from now on. */
  readonly renewTokens: () => Promise<void>
  readonly close: () => Promise<void>
}

/** As many at once, and as many connections, as the peers' bench. */
const CONCURRENCY = 64
const WORKFLOW = 'bench'
/** One trivial step, whose result (what it was given) is stored. */
const DEFINITION = { steps: [{ name: 'step', kind: 'transform', expression: '$' }] }

const acceptedSchema = z.object({ executionId: z.string() })

export interface LoadOptions {
  readonly apiUrl: string
  readonly tenants: readonly TenantId[]
  /** A token of a tenant's caller, made anew. */
  readonly tokenOf: (tenant: TenantId) => Promise<string>
}

/** Gets the tokens, puts the workflow in place for every tenant, and opens connections as they are needed. */
export async function openLoad(
  { apiUrl, tenants, tokenOf }: LoadOptions,
  { payload, request, Agent }: PeerTools,
): Promise<Load> {
  const tokens: string[] = []
  const renewTokens = async (): Promise<void> => {
    const renewed: string[] = []
    for (const tenant of tenants) renewed.push(await tokenOf(tenant))
    tokens.splice(0, tokens.length, ...renewed)
  }
  await renewTokens()
  for (const token of tokens) await putWorkflow(apiUrl, token)
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
    renewTokens,
    close: async () => await dispatcher.close(),
  }
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
