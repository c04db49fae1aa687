import { randomBytes } from 'node:crypto'
import { dataSchemaOf, functionSchemaOf, groupOf, topicOf } from '../../../system/contracts/names.ts'
import { parseTenantId, type TenantId } from '../../../system/contracts/tenant-id.ts'
import { callHttp, readPath, type HttpAnswer, type HttpCall } from '../../probes/call-http.ts'
import { fetchToken } from '../../probes/fetch-token.ts'
import { openAdminProbe } from '../../probes/kafka-probe.ts'
import { runEasyflow } from '../../probes/spawn-easyflow.ts'
import { waitFor } from '../../wait-for.ts'
import { sendSql } from '../carriers.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'

const NOTHING = 'nothing of the old one came back'
const LIST = '/executions?limit=20'
const KEY = 'the-old-key'
const workflow = { steps: [{ name: 'note', kind: 'record' }] }

/** A tenant is removed and another one gets its name: rows, topic, offsets, answers and tokens of the old one. */
export const nameReuse: readonly SuiteAttack[] = [
  {
    id: 'L7-name-reused',
    layer: 'L7',
    title:
      'take the name of a tenant that was removed, and look for its rows, messages, offsets, answers and tokens',
    allowed: [`database: ${NOTHING}`],
    aim: 'be accepted',
    removes: ['removed-tenants'],
    mayTouch: ['easyflow.removed_tenants'],
    isLong: true,
    attack: async (bench, signal) => {
      const tenant = parseTenantId(`reborn${randomBytes(4).toString('hex')}`)
      try {
        return await reuse(bench, tenant, signal)
      } finally {
        await command(bench, 'remove', tenant)
      }
    },
  },
]

async function reuse(bench: Bench, tenant: TenantId, signal: AbortSignal): Promise<SuiteMet> {
  await command(bench, 'create', tenant)
  const old = await tokenOf(bench, tenant)
  const first = await useIt(bench, tenant, old, signal)
  await command(bench, 'remove', tenant)
  await command(bench, 'create', tenant)
  if (bench.removed.includes('removed-tenants'))
    await bench.access.admin.rows('delete from easyflow.removed_tenants where tenant_id = $1', [tenant])
  const back: string[] = []
  const list = await ask(bench, { path: LIST, token: old })
  if (list.status < 400) back.push('its token at the api')
  const rows = await sendSql(bench, {
    login: 'api',
    statement: `select ${functionSchemaOf(tenant)}.list_executions($1, '{"limit": 20}')`,
    values: [old],
  })
  if (rows.refusedBy === 'none') back.push('its token in the database')
  back.push(...(await lookAsNewOne(bench, tenant, first, signal)))
  return back.length === 0
    ? { refusedBy: 'database', answer: NOTHING, text: list.text }
    : { refusedBy: 'none', answer: `came back: ${back.join(', ')}`, text: '' }
}

/** Leaves everything that a tenant leaves. @returns the id of its execution. */
async function useIt(bench: Bench, tenant: TenantId, token: string, signal: AbortSignal): Promise<string> {
  const stored = await ask(bench, { method: 'PUT', path: '/workflows/note', token, body: workflow })
  const accepted = await start(bench, token)
  const id = String(readPath(accepted.json, 'executionId'))
  if (accepted.status !== 202)
    throw new Error(`${tenant} was made and cannot be used: HTTP ${stored.status}, HTTP ${accepted.status}`)
  await waitFor(`the execution of ${tenant}`, signal, async () => {
    const [row] = await bench.access.admin.rows(
      `select status from ${dataSchemaOf(tenant)}.workflow_executions where execution_id = $1`,
      [id],
    )
    return row?.['status'] === 'COMPLETE'
  })
  return id
}

async function lookAsNewOne(
  bench: Bench,
  tenant: TenantId,
  id: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const back: string[] = []
  const found = { token: '' }
  // Tokens of the very second in which the old one was removed are refused.
  await waitFor(`a token of the new ${tenant} to be taken`, signal, async () => {
    found.token = await tokenOf(bench, tenant)
    return (await ask(bench, { path: '/workflows', token: found.token })).status === 200
  })
  const { token } = found
  if ((await ask(bench, { path: LIST, token })).text.includes(id)) back.push('its rows')
  if ((await ask(bench, { path: `/executions/${id}`, token })).status !== 404) back.push('its execution')
  if ((await start(bench, token)).status !== 404) back.push('its answer to an idempotency key')
  const { addresses, system } = bench.access
  const broker = await openAdminProbe(addresses.adminBroker, system.credentials().kafka.admin)
  try {
    if ((await broker.endOffset(topicOf(tenant))) !== 0) back.push('its messages')
    if ((await broker.committedOffset(groupOf(tenant), topicOf(tenant))) > 0) back.push('its offsets')
  } finally {
    await broker.close()
  }
  return back
}

function ask(
  { stage }: Bench,
  call: Pick<HttpCall, 'path' | 'token' | 'body'> & { readonly method?: 'GET' | 'PUT' },
): Promise<HttpAnswer> {
  return callHttp(stage.apiUrl(), { method: 'GET', ...call })
}

const start = ({ stage }: Bench, token: string): Promise<HttpAnswer> =>
  callHttp(stage.apiUrl(), {
    method: 'POST',
    path: '/workflows/execute',
    token,
    headers: { 'Idempotency-Key': KEY },
    body: { workflow: 'note', mode: 'balanced', input: { note: 'of the old one' } },
  })

function tokenOf({ access }: Bench, tenant: TenantId): Promise<string> {
  const caller = access.system.credentials().issuer.callers[tenant]
  if (caller === undefined) throw new Error(`${tenant} has no client`)
  return fetchToken({ issuerUrl: access.addresses.issuerUrl, ...caller })
}

async function command({ access }: Bench, verb: 'create' | 'remove', tenant: TenantId): Promise<void> {
  const { code, said } = await runEasyflow(access.system.status(), ['tenants', verb, tenant])
  if (code !== 0) throw new Error(`easyflow tenants ${verb} ${tenant} failed: ${said}`)
}
