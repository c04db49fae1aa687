import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { VerifyingLayer } from '../../contracts/key-removal.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { callTenantFunction } from '../../platform/database/call-tenant-function.ts'
import { openPool } from '../../platform/database/open-pool.ts'
import { isAcceptedByBroker } from '../../platform/kafka/is-accepted-by-broker.ts'

/** `silent`: no answer about the token, because the layer is down or refused something else. */
export type ProbeAnswer = 'accepts' | 'refuses' | 'silent'

/** Asks one layer, from outside, whether it accepts a token. Never rejects. */
export interface LayerProbe {
  readonly layer: VerifyingLayer
  readonly ask: (token: string) => Promise<ProbeAnswer>
}

export interface ProbeAddresses {
  readonly apiUrl: string
  /** Of the listener that takes tokens. */
  readonly brokers: readonly string[]
  /** PEM file of the authorities by which brokers are verified. */
  readonly caFile?: string | undefined
  /** Of the login easyflow_api. */
  readonly databaseUrl: string
  readonly tenant: TenantId
}

/** How long one layer may take to answer once. */
const ANSWER_LIMIT_MS = 1500

/** Opens the three probes. Each request, connection and statement is tried as a caller's would be. */
export function openLayerProbes(addresses: ProbeAddresses): {
  readonly probes: readonly LayerProbe[]
  readonly close: () => Promise<void>
} {
  const pool = openPool({
    url: addresses.databaseUrl,
    max: 1,
    applicationName: 'easyflow-key-probe',
    onError: () => undefined,
    connectTimeoutMs: ANSWER_LIMIT_MS,
  })
  return {
    probes: [
      { layer: 'api', ask: (token) => askApi(addresses.apiUrl, token) },
      { layer: 'broker', ask: (token) => askBroker(addresses, token) },
      { layer: 'database', ask: (token) => askDatabase(pool, addresses.tenant, token) },
    ],
    close: () => pool.end(),
  }
}

const problemSchema = z.object({ code: z.string() })

/** Only its own word counts: a 403 says that the api accepted the token and the database did not. */
async function askApi(url: string, token: string): Promise<ProbeAnswer> {
  try {
    const answer = await fetch(`${url}/workflows`, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    })
    const body: unknown = await answer.json()
    if (answer.ok) return 'accepts'
    const code = problemSchema.safeParse(body).data?.code
    if (code === 'ERR_TOKEN_INVALID') return 'refuses'
    // Both limits answer 429. The tenant's says how much is left, and counts only tokens that were accepted.
    if (code === 'ERR_RATE_LIMITED') return answer.headers.has('ratelimit') ? 'accepts' : 'silent'
    return code === 'ERR_DATABASE_REFUSED' || code === 'ERR_DATABASE_UNAVAILABLE' ? 'accepts' : 'silent'
  } catch {
    return 'silent'
  }
}

async function askBroker({ brokers, caFile }: ProbeAddresses, token: string): Promise<ProbeAnswer> {
  try {
    return (await isAcceptedByBroker({ brokers, caFile, token, withinMs: ANSWER_LIMIT_MS }))
      ? 'accepts'
      : 'refuses'
  } catch {
    return 'silent'
  }
}

async function askDatabase(
  pool: ReturnType<typeof openPool>,
  tenant: TenantId,
  token: string,
): Promise<ProbeAnswer> {
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS)
  try {
    await callTenantFunction(pool, { tenant, name: 'list_workflows', token, args: [], signal })
    return 'accepts'
  } catch (error) {
    return error instanceof EasyFlowError && error.facts['sqlstate'] === '28000' ? 'refuses' : 'silent'
  }
}
