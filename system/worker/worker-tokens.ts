import { z } from 'zod'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { TenantId } from '../contracts/tenant-id.ts'

export interface TokenSource {
  /**
   * A token of this tenant's worker with at least a quarter of its life left, if the issuer can be reached.
   *
   * @throws {EasyFlowError} ERR_ISSUER_UNAVAILABLE.
   */
  readonly tokenFor: (tenant: TenantId) => Promise<string>
  /** This token was refused: the next one asked for is a new one. */
  readonly forget: (tenant: TenantId, token: string) => void
}

export interface WorkerTokensOptions {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

interface Held {
  readonly token: string
  readonly issuedAt: number
  readonly expiresAt: number
}

const answerSchema = z.object({ access_token: z.string().min(1) })
const claimsSchema = z.object({ tenant: z.string(), exp: z.number() })

const REQUEST_LIMIT_MS = 3000
const PAUSE_MIN_MS = 200
const PAUSE_MAX_MS = 5000

/** Gets a token for each tenant from the issuer and renews it at half its life, one request at a time. */
export function buildWorkerTokens(options: WorkerTokensOptions): TokenSource {
  const held = new Map<TenantId, Held>()
  const asking = new Map<TenantId, Promise<string>>()
  const pauses = new Map<
    TenantId,
    { readonly until: number; readonly lengthMs: number; readonly cause: unknown }
  >()

  const ask = (tenant: TenantId): Promise<string> => {
    const pause = pauses.get(tenant)
    if (pause !== undefined && options.now() < pause.until) throw unavailable(pause.cause)
    const known = asking.get(tenant)
    if (known !== undefined) return known
    const asked = requestToken(options, tenant)
      .then((fresh) => {
        held.set(tenant, fresh)
        pauses.delete(tenant)
        return fresh.token
      })
      .catch((cause: unknown) => {
        const lengthMs = Math.min(PAUSE_MAX_MS, (pause?.lengthMs ?? PAUSE_MIN_MS / 2) * 2)
        pauses.set(tenant, { until: options.now() + lengthMs, lengthMs, cause })
        throw unavailable(cause)
      })
      .finally(() => asking.delete(tenant))
    asking.set(tenant, asked)
    return asked
  }

  return {
    tokenFor: async (tenant) => {
      const current = held.get(tenant)
      if (current === undefined) return ask(tenant)
      const lifeLeft = (current.expiresAt - options.now()) / (current.expiresAt - current.issuedAt)
      if (lifeLeft > 0.5) return current.token
      const fresh = Promise.resolve().then(() => ask(tenant))
      // While the issuer is away the old one serves to its end.
      const orCurrent = fresh.catch((error: unknown) => {
        if (lifeLeft > 0) return current.token
        throw error
      })
      if (lifeLeft <= 0.25) return orCurrent
      orCurrent.catch(() => undefined)
      return current.token
    },
    forget: (tenant, token) => {
      if (held.get(tenant)?.token === token) held.delete(tenant)
    },
  }
}

async function requestToken(options: WorkerTokensOptions, tenant: TenantId): Promise<Held> {
  const issuedAt = options.now()
  const login = `${encodeURIComponent(options.clientId)}:${encodeURIComponent(options.clientSecret)}`
  const response = await fetch(options.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', tenant }),
    redirect: 'error',
    signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`The issuer answered ${response.status}`)
  }
  const { access_token: token } = answerSchema.parse(await response.json())
  const claims = claimsSchema.parse(
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as unknown,
  )
  // Broker and database would refuse it: better to say here what went wrong.
  if (claims.tenant !== tenant) throw new Error('The issuer gave a token of another tenant')
  return { token, issuedAt, expiresAt: claims.exp * 1000 }
}

function unavailable(cause: unknown): EasyFlowError {
  return new EasyFlowError('ERR_ISSUER_UNAVAILABLE', 'The issuer gave no token', { cause })
}
