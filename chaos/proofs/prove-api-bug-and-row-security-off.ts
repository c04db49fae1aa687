import { disableRowSecurity } from '../faults/disable-row-security.ts'
import { forgetToVerify } from '../faults/forget-to-verify.ts'
import { openSchemaToApi } from '../faults/open-schema-to-api.ts'
import { ACME, GLOBEX, showThatRowsLeak, underFaults } from './api-bug-stage.ts'
import { acceptNote, awaitStatus } from './execution-watch.ts'
import type { ProofContext } from './proof-context.ts'
import { attackBoth, showThatApiIsBroken, type ForgedIdentity } from './prove-forged-identity.ts'
import {
  attackWithEverything,
  buildInjection,
  showThatInjectionLeaks,
  showThatSqlRuns,
} from './prove-sql-injection.ts'
import { withBrokenApi } from './with-broken-api.ts'

/** A broken api, and on top of it row level security off on every table of the victim. */
export async function proveApiBugAndRowSecurityOff(context: ProofContext): Promise<void> {
  await attackWithHeader(context)
  await attackWithSql(context)
  await acceptNote(context, { tenant: GLOBEX, name: 'owner', mode: 'realtime' })
  const owner = await awaitStatus(context, 'owner', 'COMPLETE')
  context.notes.controls.push({
    kind: 'positive',
    description: 'globex itself, after everything was healed, runs a realtime execution',
    outcome: `${owner.status}, ${owner.effects} effect`,
    asExpected: owner.effects === 1,
  })
}

async function attackWithHeader(context: ProofContext): Promise<void> {
  const { access, without } = context
  const token = await access.tokenOf(ACME)
  const forged: ForgedIdentity = {
    saboteur: 'api-trusts-tenant-header',
    by: 'its own token and the header X-Tenant-ID: globex',
    attacker: (url) => ({ url, token, headers: { 'x-tenant-id': GLOBEX } }),
    brokerAnswer: /^Kafka error 29 /,
    aclMatters: false,
  }
  const rowSecurityOff = disableRowSecurity(access.admin, GLOBEX)
  const blind = forgetToVerify(access.admin, GLOBEX, [
    'submit',
    'reject_execution',
    'get_execution',
    'list_executions',
  ])
  await withBrokenApi(context, forged, async (url) => {
    const attacker = forged.attacker(url)
    await showThatApiIsBroken(context, forged, attacker)
    await underFaults(context, [rowSecurityOff], async () => {
      if (without.has('function-verification')) {
        await underFaults(context, [blind], () => attackBoth(context, forged, attacker))
        return
      }
      await attackBoth(context, forged, attacker)
      await underFaults(context, [blind], () =>
        showThatRowsLeak(context, attacker, "row security and the functions' own token check"),
      )
    })
  })
}

async function attackWithSql(context: ProofContext): Promise<void> {
  const { admin } = context.access
  await withBrokenApi(context, { saboteur: 'api-sql-injection' }, async (url) => {
    const inject = await buildInjection(context, url)
    await showThatSqlRuns(context, inject)
    await underFaults(context, [disableRowSecurity(admin, GLOBEX)], async () => {
      await attackWithEverything(context, inject)
      await underFaults(context, [openSchemaToApi(admin, GLOBEX)], () =>
        showThatInjectionLeaks(context, inject),
      )
    })
  })
}
