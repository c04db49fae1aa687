import { forgeToken } from '../attacks/forge-token.ts'
import { openAdminProbe } from '../probes/kafka-probe.ts'
import { ACME, GLOBEX } from './api-bug-stage.ts'
import { acceptNote, awaitStatus } from './execution-watch.ts'
import type { ProofContext } from './proof-context.ts'
import { proveForgedIdentity } from './prove-forged-identity.ts'
import { proveSqlInjection } from './prove-sql-injection.ts'
import { withApisInTurn } from './with-broken-api.ts'

const SABOTEURS = ['api-trusts-tenant-header', 'api-skips-token-verification', 'api-sql-injection'] as const

/** Three ways to break the api, each attacked by acme while globex works on it. */
export async function proveApiBug(context: ProofContext): Promise<void> {
  const { access } = context
  const broker = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  try {
    const acmeToken = await access.tokenOf(ACME)
    const forgedToken = await forgeToken({ ...access.addresses, tenant: GLOBEX })
    await withApisInTurn(access, SABOTEURS, async (brokenApi) => {
      await proveForgedIdentity(context, broker, {
        ...brokenApi('api-trusts-tenant-header'),
        by: 'its own token and the header X-Tenant-ID: globex',
        attacker: (url) => ({ url, token: acmeToken, headers: { 'x-tenant-id': GLOBEX } }),
        brokerAnswer: /^Kafka error 29 /,
        aclMatters: true,
      })
      await proveForgedIdentity(context, broker, {
        ...brokenApi('api-skips-token-verification'),
        by: "a token that says globex, signed by acme's own key",
        attacker: (url) => ({ url, token: forgedToken, headers: {} }),
        brokerAnswer: /^Kafka error 58 /,
        aclMatters: false,
      })
      await proveSqlInjection(context, brokenApi('api-sql-injection'))
    })
  } finally {
    await broker.close()
  }
  await acceptNote(context, { tenant: GLOBEX, name: 'owner', mode: 'realtime' })
  const owner = await awaitStatus(context, 'owner', 'COMPLETE')
  context.notes.controls.push({
    kind: 'positive',
    description: 'globex itself, after everything was healed, runs a realtime execution',
    outcome: `${owner.status}, ${owner.effects} effect`,
    asExpected: owner.effects === 1,
  })
}
