import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { functionSchemaOf, topicOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SystemAccess } from '../access/open-access.ts'
import type { Environment } from '../environment/environment.ts'
import { callHttp } from '../probes/call-http.ts'
import { openTokenProbe } from '../probes/kafka-probe.ts'
import { protocolErrorOf } from '../probes/protocol-error-of.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack, type AttackMet } from './define-attack.ts'
import { nameRefusal } from './name-refusal.ts'
import { readIssuerKey } from './read-issuer-key.ts'
import { encodeParts, goodClaims, goodHeader, signParts } from './sign-token.ts'
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
  const key = await readIssuerKey(access.system.status().stateDirectory)
  if (key === undefined) throw new Error('Only an embedded issuer leaves its key within reach')
  const exp = Math.floor(Date.now() / 1000) + LIFE_SECONDS
  const claims = { ...goodClaims(access.addresses.issuerUrl, tenant), exp }
  return { text: signParts(encodeParts(goodHeader(key), claims), key), endsAt: exp * 1000 }
}
