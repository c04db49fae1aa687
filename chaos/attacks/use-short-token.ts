import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { issuerKeysSchema } from '../../system/contracts/issuer-keys.ts'
import { functionSchemaOf, principalOf, topicOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { TOKEN_AUDIENCE } from '../../system/contracts/token.ts'
import type { SystemAccess } from '../access/open-access.ts'
import type { Environment } from '../environment/environment.ts'
import { callHttp } from '../probes/call-http.ts'
import { openTokenProbe } from '../probes/kafka-probe.ts'
import { protocolErrorOf } from '../probes/protocol-error-of.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack, type AttackMet } from './define-attack.ts'
import { nameRefusal } from './name-refusal.ts'
import { nameSqlRefusal, onApiLogin } from './on-api-login.ts'

/** Long enough to be used at every layer, also on a busy machine. The api wants two seconds to be left. */
const LIFE_SECONDS = 5
/** The broker lets clocks be apart by two seconds. */
const OVER_FOR_CERTAIN_MS = 2500

const shortTokenOptions = z.strictObject({
  tenant: tenantOption,
  /** To whom it is shown. */
  at: z.enum(['api', 'broker', 'database']),
  /** over: it is waited for its end. */
  when: z.enum(['alive', 'over']),
})

interface ShortToken {
  readonly text: string
  readonly endsAt: number
}

/** One for all layers of a run. */
const tokens = new WeakMap<SystemAccess, Map<TenantId, Promise<ShortToken>>>()

/**
 * Shows a genuine token that lives for 5 s, signed with the issuer's own key as the issuer would, to one layer: while
 * it lives, or when it is over. The issuer is not needed for it. Reads and asks; writes nothing.
 */
export const useShortToken = defineAttack({
  name: 'use-short-token',
  options: shortTokenOptions,
  async attack(environment, { tenant, at, when }, signal) {
    const known = tokens.get(environment.access) ?? new Map<TenantId, Promise<ShortToken>>()
    tokens.set(environment.access, known)
    const signed = known.get(tenant) ?? signShortToken(environment, tenant)
    known.set(tenant, signed)
    const { text, endsAt } = await signed
    if (when === 'over')
      await delay(Math.max(0, endsAt + OVER_FOR_CERTAIN_MS - Date.now()), undefined, { signal })
    else if (Date.now() > endsAt) throw new Error('The token was over before it could be used')
    return await show[at](environment, tenant, text)
  },
})

const show: Readonly<
  Record<
    'api' | 'broker' | 'database',
    (environment: Environment, tenant: TenantId, token: string) => Promise<AttackMet>
  >
> = {
  async api({ stage }, tenant, token) {
    const answer = await callHttp(stage.apiUrl(), { method: 'GET', path: '/executions?limit=1', token })
    return { ...nameRefusal(answer), seen: [{ by: tenant, text: answer.text }] }
  },
  async broker({ access }, tenant, token) {
    try {
      const probe = await openTokenProbe(access.addresses.clientBroker, token)
      const offset = await probe.endOffset(topicOf(tenant)).finally(() => probe.close())
      return { refusedBy: 'none', answer: 'an offset', seen: [{ by: tenant, text: String(offset) }] }
    } catch (error) {
      const { code, type } = protocolErrorOf(error)
      return { refusedBy: 'broker', answer: `Kafka error ${code} ${type}`, seen: [] }
    }
  },
  async database(environment, tenant, token) {
    const answer = await onApiLogin(environment, (session) =>
      session.ask(`select ${functionSchemaOf(tenant)}.list_executions($1, '{"limit": 1}') as answer`, [
        token,
      ]),
    )
    return { ...nameSqlRefusal(answer), seen: [{ by: tenant, text: JSON.stringify(answer) }] }
  },
}

async function signShortToken({ access }: Environment, tenant: TenantId): Promise<ShortToken> {
  const file = join(access.system.status().stateDirectory, 'issuer-keys.json')
  const keys = issuerKeysSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  const key = keys.find(({ state }) => state === 'signing') ?? keys[0]
  if (key === undefined) throw new Error(`${file} holds no key`)
  const { kid, kty, n, e, d, p, q, dp, dq, qi } = key
  const iat = Math.floor(Date.now() / 1000)
  const exp = iat + LIFE_SECONDS
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encode({ alg: 'RS256', kid, typ: 'at+jwt' })}.${encode({
    iss: access.addresses.issuerUrl,
    sub: `${tenant}-caller`,
    aud: TOKEN_AUDIENCE,
    iat,
    exp,
    jti: randomUUID(),
    tenant,
    role: 'caller',
    principal: principalOf(tenant, 'caller'),
    scope: 'easyflow',
  })}`
  const privateKey = createPrivateKey({ key: { kty, n, e, d, p, q, dp, dq, qi }, format: 'jwk' })
  const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url')
  return { text: `${signed}.${signature}`, endsAt: exp * 1000 }
}
