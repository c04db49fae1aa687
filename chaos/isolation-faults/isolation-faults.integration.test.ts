import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { auditReportSchema } from '../../system/contracts/audit-report.ts'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { principalOf, topicOf } from '../../system/contracts/names.ts'
import { startTestSystem } from '../../system/test-support/start-test-system.ts'
import { openAccess } from '../access/open-access.ts'
import { runAuditOnce, startAuditWatch } from '../probes/audit-watch.ts'
import { openAdminProbe } from '../probes/kafka-probe.ts'
import { runEasyflow } from '../probes/spawn-easyflow.ts'
import { startApiSaboteur } from '../saboteurs/start-api-saboteur.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import { waitFor } from '../wait-for.ts'
import { allIsolationFaults } from './all-isolation-faults.ts'
import type { IsolationFault } from './isolation-fault.ts'
import { faultOf, type IsolationResult } from './isolation-result.ts'
import { runIsolationFaults } from './run-isolation-faults.ts'

/** One of each class; `npm run isolation-faults` makes all of them. */
const SAMPLE = ['A2', 'A5', 'C8x', 'C30', 'B1', 'B2', 'B3c', 'C1', 'C2', 'C9', 'C9s', 'C24', 'C10', 'D1']
const probeReportSchema = z.object({ layers: z.array(z.object({ layer: z.string(), outcome: z.string() })) })
let system: RunningSystem

beforeAll(async () => {
  system = await startTestSystem()
}, 180_000)
afterAll(() => system.stop())

const run = async (faults: readonly IsolationFault[]): Promise<readonly IsolationResult[]> => {
  const signal = AbortSignal.timeout(110_000)
  return (await runIsolationFaults({ system, faults, signal, onResult: () => undefined })).results
}

test('one fault of each class: refused or found, and no control is named', { timeout: 120_000 }, async () => {
  const results = await run(allIsolationFaults.filter(({ id }) => SAMPLE.includes(id)))
  expect(results).toHaveLength(SAMPLE.length)
  // How soon is measured by `npm run isolation-faults`: other tests have the processors here too.
  const wrong = results.flatMap((result) => {
    const fault = faultOf(result)
    return fault === undefined || fault === 'FOUND LATE' ? [] : [`${result.fault.id}: ${fault}`]
  })
  expect(wrong).toEqual([])
  // What leaks on purpose does, so the attacks can succeed.
  const leaking = results.filter(({ leaks }) => leaks.length > 0).map(({ fault }) => fault.id)
  expect(leaking).toEqual(expect.arrayContaining(['A2', 'A5', 'C8x', 'C1', 'C2', 'C9s', 'C24', 'C10']))
})

test('a copy of a row in another tenant’s own table, which no catalogue shows: a leak that nobody found', async () => {
  const [mixed] = await run([
    {
      id: 'X0',
      title: 'the canary stands in a workflow of acme',
      design: 'S',
      source: 'ours',
      inject: [
        `insert into tenant_acme.workflows select 'acme', 'mixed', 1, jsonb_build_object('steps', note) from tenant_globex.customers where note like 'canary%'`,
      ],
      heal: ["delete from tenant_acme.workflows where name = 'mixed'"],
      attacks: [{ on: ['api'], statements: ["select tenant_acme_api.list_workflows('{{token}}')"] }],
    },
  ])
  expect(mixed).toMatchObject({ leaks: ["api: globex's canary"], findings: [] })
  expect(mixed === undefined ? undefined : faultOf(mixed)).toBe('LEAK UNFOUND')
})

test('the broker lets acme write to globex, and Postgres believes a key more: both named; healed: nothing is', async () => {
  const access = await openAccess(system)
  const broker = await openAdminProbe(access.addresses.adminBroker, system.credentials().kafka.admin)
  const [principal, topic] = [principalOf(ACME, 'caller'), topicOf(GLOBEX)]
  const setWrong = async (isWrong: boolean): Promise<void> => {
    await broker.setWriteAllowed(principal, topic, isWrong)
    await access.admin.rows(
      isWrong
        ? `insert into easyflow.issuer_keys (issuer, kid, modulus, modulus_bytes)
           select 'https://elsewhere', 'planted', modulus, modulus_bytes from easyflow.issuer_keys limit 1`
        : "delete from easyflow.issuer_keys where kid = 'planted'",
    )
  }
  const watch = startAuditWatch(system.status())
  const untilWatchNames = (count: number): Promise<void> =>
    waitFor(`the watch to name ${count}`, AbortSignal.timeout(20_000), () =>
      Promise.resolve(watch.isWatching() && watch.open().length === count),
    )
  try {
    expect(await runAuditOnce(system.status())).toMatchObject({ code: 0 })
    await untilWatchNames(0)
    await setWrong(true)
    const { code, text } = await runAuditOnce(system.status())
    expect(code).toBe(1)
    const { findings } = auditReportSchema.parse(JSON.parse(text))
    // The broker lists its rules in any order.
    expect(findings.map(({ lint, level, object }) => `${level} ${lint} ${object}`).toSorted()).toEqual([
      `LEAK broker_rule_not_declared allow User:${principal} to describe topic ${topic} (literal)`,
      `LEAK broker_rule_not_declared allow User:${principal} to write topic ${topic} (literal)`,
      'LEAK issuer_key_differs key planted of https://elsewhere',
    ])
    await untilWatchNames(3)
    await setWrong(false)
    await untilWatchNames(0)
    expect(watch.unseen()).toEqual([])
  } finally {
    await setWrong(false)
    expect(await runAuditOnce(system.status())).toMatchObject({ code: 0 })
    await Promise.all([watch.stop(), broker.close(), access.close()])
  }
}, 60_000)

/** Which layer let a stranger through, as the operator's own program says. */
async function probe(args: readonly string[] = []) {
  const { code, answer, said } = await runEasyflow(system.status(), ['audit', '--probe', '--json', ...args])
  const report = code === 0 || code === 1 ? probeReportSchema.parse(JSON.parse(answer)) : { layers: [] }
  return {
    code,
    said,
    outcomes: Object.fromEntries(report.layers.map(({ layer, outcome }) => [layer, outcome])),
  }
}

test('the canary probe: each layer refuses; with a wall down it names the layer, and no tenant stays, not of one that was killed either', async () => {
  const access = await openAccess(system)
  const broker = await openAdminProbe(access.addresses.adminBroker, system.credentials().kafka.admin)
  const tenants = async (): Promise<readonly unknown[]> =>
    (await access.admin.rows('select tenant_id from easyflow.tenants order by 1')).map(
      (row) => row['tenant_id'],
    )
  const before = await tenants()
  const everyTopic = {
    principal: '*',
    resource: 'topic',
    pattern: 'prefixed',
    name: 'tenant_',
    operations: ['read'],
  } as const
  const refused = {
    api: 'refused',
    broker: 'refused',
    'login of the api': 'refused',
    'login of the worker': 'refused',
  }
  const saboteur = await startApiSaboteur(access, 'api-trusts-tenant-header')
  try {
    // As a probe leaves it that was killed.
    await runEasyflow(system.status(), ['tenants', 'create', 'probe0123456789ab'])
    await access.admin.rows("insert into easyflow.probe_tenants (tenant_id) values ('probe0123456789ab')")
    expect(await tenants()).toContain('probe0123456789ab')
    expect(await probe()).toMatchObject({ code: 0, outcomes: refused })
    await access.admin.rows(
      'grant pg_read_all_data to easyflow_worker with inherit true; alter role easyflow_worker bypassrls',
    )
    await broker.setAllowed(everyTopic, true)
    expect(await probe(['--api-url', saboteur.url])).toMatchObject({
      code: 1,
      outcomes: { ...refused, api: 'passed', broker: 'LEAK', 'login of the worker': 'LEAK' },
    })
    expect(await tenants()).toEqual(before)
  } finally {
    await broker.setAllowed(everyTopic, false)
    await access.admin.rows(
      'revoke pg_read_all_data from easyflow_worker; alter role easyflow_worker nobypassrls',
    )
    await Promise.all([saboteur.stop(), broker.close(), access.close()])
  }
}, 90_000)
