import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { functionSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import { callHttp } from '../probes/call-http.ts'
import { openTokenProbe } from '../probes/kafka-probe.ts'
import { runEasyflow } from '../probes/spawn-easyflow.ts'
import { openSqlSession } from '../probes/sql-session.ts'
import { settleAll } from '../settle-all.ts'
import { tenantOption } from '../tenant-option.ts'
import { watchForDoubt } from '../probes/watch-for-doubt.ts'
import type { Fault } from './fault.ts'

export const removeSigningKeyOptions = z.strictObject({
  /** Whose token was stolen: it is shown to every layer until each has refused it. */
  stolenFrom: tenantOption,
})

const EVERY_MS = 50
const GIVE_UP_AFTER_MS = 15_000
/** What `easyflow keys remove` promises for all three together. */
const LIMIT_MS = 5000

/**
 * Removes the key that signs, as in an emergency, and measures from outside how long each layer goes on taking a
 * token of it. Another key signs afterwards, so there is nothing to heal.
 */
export function removeSigningKey(
  environment: Environment,
  { stolenFrom }: z.infer<typeof removeSigningKeyOptions>,
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  const { access, history } = environment
  return {
    async inject() {
      const token = await access.stolenTokenOf(stolenFrom)
      const kid = kidOf(token)
      const layers = layersOf(environment, stolenFrom, token)
      for (const { of, refuses } of layers) {
        if (await refuses()) throw new Error(`The ${of} refuses the token before its key was removed`)
      }
      const readDoubt = await watchForDoubt(() => access.system.status())
      const startedAt = performance.now()
      const [{ code, said }, ...times] = await settleAll([
        runEasyflow(access.system.status(), ['keys', 'remove', kid, '--yes', '--json']),
        ...layers.map(({ of, refuses }) => untilRefused(of, refuses, { startedAt, signal })),
      ])
      // What was fetched before is refused from now on, by everybody.
      access.forgetTokens()
      if (code !== 0) throw new Error(`The key could not be removed (exit ${String(code)}): ${said}`)
      const all = { of: 'all three', ms: Math.max(...times.map(({ ms }) => ms)) }
      const [first, ...others] = [all, ...times].map(({ of, ms }) => ({
        of,
        value: ms,
        samples: 1,
        samplesMin: 1,
        lowest: ms,
        highest: ms,
      }))
      history.write({
        kind: 'measured',
        label: 'from the command that removes a key to the first refusal of a token of it',
        unit: 'ms',
        quantities: first === undefined ? [] : [first, ...others],
        bound: { on: 'value', kind: 'at most', limit: LIMIT_MS },
        doubt: all.ms > LIMIT_MS ? ((await readDoubt()) ?? null) : null,
      })
      return `key ${kid.slice(0, 8)}… is removed; a token of it is refused by ${times.map(({ of, ms }) => `the ${of} after ${ms} ms`).join(', ')}`
    },
    heal: () => Promise.resolve(),
  }
}

interface ProbedLayer {
  readonly of: 'api' | 'broker' | 'database'
  /** Whether it refuses the token now, on a new request, connection or statement. */
  readonly refuses: () => Promise<boolean>
}

function layersOf(
  { access: { addresses } }: Environment,
  tenant: TenantId,
  token: string,
): readonly [ProbedLayer, ProbedLayer, ProbedLayer] {
  return [
    {
      of: 'api',
      refuses: async () =>
        (await callHttp(addresses.apiUrl, { method: 'GET', path: '/workflows', token })).status === 401,
    },
    { of: 'broker', refuses: () => isRejected(addresses.clientBroker, token) },
    {
      of: 'database',
      refuses: async () => {
        const session = await openSqlSession(addresses.apiDatabaseUrl)
        try {
          const answer = await session.ask(`select ${functionSchemaOf(tenant)}.list_workflows($1)`, [token])
          return !answer.ok && answer.sqlstate === '28000'
        } finally {
          await session.close()
        }
      },
    },
  ]
}

/** Only its own word counts: one that cannot be reached has refused nothing. */
async function isRejected(broker: string, token: string): Promise<boolean> {
  try {
    await (await openTokenProbe(broker, token)).close()
    return false
  } catch (error) {
    return error instanceof Error && error.message.includes('rejected this token')
  }
}

async function untilRefused(
  of: string,
  refuses: () => Promise<boolean>,
  { startedAt, signal }: { readonly startedAt: number; readonly signal: AbortSignal },
): Promise<{ readonly of: string; readonly ms: number }> {
  while (!(await refuses())) {
    if (performance.now() - startedAt > GIVE_UP_AFTER_MS)
      throw new Error(`The ${of} still takes a token of the removed key after ${GIVE_UP_AFTER_MS} ms`)
    await delay(EVERY_MS, undefined, { signal })
  }
  return { of, ms: Math.round(performance.now() - startedAt) }
}

function kidOf(token: string): string {
  const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
  return z.looseObject({ kid: z.string() }).parse(header).kid
}
