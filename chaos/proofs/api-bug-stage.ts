import { principalOf } from '../../system/contracts/names.ts'
import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import { callUntilAnswered } from '../attacks/call-until-answered.ts'
import { CALLER_FUNCTIONS } from '../faults/database-asks-nobody.ts'
import { disableRowSecurity } from '../faults/disable-row-security.ts'
import type { Fault } from '../faults/fault.ts'
import { forgetToVerify } from '../faults/forget-to-verify.ts'
import { widenAcl } from '../faults/widen-acl.ts'
import { withFaults } from '../faults/with-faults.ts'
import { callHttp, type HttpAnswer } from '../probes/call-http.ts'
import type { KafkaProbe } from '../probes/kafka-probe.ts'
import { nameRefusal } from '../attacks/name-refusal.ts'
import { noteAttack, type ProofContext } from './proof-context.ts'

export const ACME = parseTenantId('acme')
export const GLOBEX = parseTenantId('globex')

/** What acme's attacker sends to a broken api. */
export interface Attacker {
  readonly url: string
  readonly token: string
  readonly headers: Readonly<Record<string, string>>
}

/** acme asks for globex's executions. */
export function readAs({ url, token, headers }: Attacker): Promise<HttpAnswer> {
  return callHttp(url, { method: 'GET', path: '/executions?limit=20', token, headers })
}

/** acme starts work in globex's name. */
export function writeAs(
  context: ProofContext,
  { url, token, headers }: Attacker,
  name: string,
): Promise<HttpAnswer> {
  const input = { marker: `${context.label}attack-${name}`, note: 'written by acme' }
  return callHttp(url, {
    method: 'POST',
    path: '/workflows/execute',
    token,
    headers,
    body: { workflow: 'record-note', mode: 'realtime', input },
  })
}

/** One attack over HTTP: what came back is searched for canaries, whoever refused is named. */
export async function attackHttp(
  context: ProofContext,
  expected: Parameters<typeof noteAttack>[1],
  send: () => Promise<HttpAnswer>,
): Promise<void> {
  await noteAttack(context, expected, async () => {
    const answer = await callUntilAnswered(send, context.signal)
    context.notes.sightings.push({
      seenBy: ACME,
      where: expected.attack,
      text: `${JSON.stringify(answer.headers)}${answer.text}`,
    })
    return nameRefusal(answer)
  })
}

/** Everything in the database that asks who globex's caller is: verification in its functions, and row security. */
export function databaseIdentityFaults(context: ProofContext): readonly Fault[] {
  const { admin } = context.access
  return [forgetToVerify(admin, GLOBEX, CALLER_FUNCTIONS), disableRowSecurity(admin, GLOBEX)]
}

/** The broker's wall between acme's callers and globex's topic. */
export async function brokerAclFault(context: ProofContext, admin: KafkaProbe): Promise<Fault> {
  return widenAcl({
    admin,
    clientBroker: context.access.addresses.clientBroker,
    principal: principalOf(ACME, 'caller'),
    victim: GLOBEX,
    token: await context.access.tokenOf(ACME),
    signal: context.signal,
  })
}

/** Holds faults, notes their evidence, and runs `work`. */
export function underFaults(
  context: ProofContext,
  faults: readonly Fault[],
  work: () => Promise<void>,
): Promise<void> {
  return withFaults(faults, async (evidence) => {
    context.notes.faults.push(...evidence)
    for (const { fault, evidence: seen } of evidence) context.onProgress(`${fault}: ${seen}`)
    await work()
  })
}

/** With the database's walls down the attacker reads globex's rows: the attack is real. */
export async function showThatRowsLeak(
  context: ProofContext,
  attacker: Attacker,
  walls: string,
): Promise<void> {
  const answer = await readAs(attacker)
  const hasLeaked = answer.text.includes(context.access.canaries.get(GLOBEX) ?? '\u0000')
  context.notes.controls.push({
    kind: 'negative',
    description: `with ${walls} removed, the same request reads globex's rows`,
    outcome: hasLeaked
      ? `HTTP ${answer.status}, globex's canary is in the body`
      : `HTTP ${answer.status}, no canary`,
    asExpected: hasLeaked,
  })
}
