import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditReportSchema } from '../../contracts/audit-report.ts'
import { parseTenantId } from '../../contracts/tenant-id.ts'
import { provisionTenant } from '../../database/provision-tenant.ts'
import { removeTenant } from '../../database/remove-tenant.ts'
import { createDatabase, type TestDatabase } from '../../test-support/create-database.ts'
import { eventually } from '../../test-support/eventually.ts'
import { openSuperuser, type Superuser } from '../../test-support/open-superuser.ts'
import { requireCleanTenants } from './require-clean-tenants.ts'
import { runAuditCommand } from './run-audit-command.ts'

const TENANT = parseTenantId('audited')
const TABLE = 'tenant_audited.customers'
let database: TestDatabase
let admin: Superuser

beforeAll(async () => {
  database = await createDatabase()
  admin = await openSuperuser(database.installerUrl)
  await provisionTenant(admin, TENANT)
})
afterAll(async () => {
  await removeTenant(admin, TENANT)
  await admin.close()
})

async function audit(
  options: {
    asJson?: boolean
    asSarif?: boolean
    repairs?: boolean
    reinstalls?: boolean
    databaseUrl?: string
  } = {},
): Promise<{ code: number; result: string; said: string }> {
  let result = ''
  let said = ''
  const code = await runAuditCommand(
    {
      databaseUrl: options.databaseUrl ?? database.installerUrl,
      asJson: options.asJson ?? false,
      asSarif: options.asSarif ?? false,
      repairs: options.repairs ?? false,
      isWatch: false,
      reinstalls: options.reinstalls ?? false,
      signal: new AbortController().signal,
    },
    { result: (text) => (result += text), talk: (text) => (said += text) },
  )
  return { code, result, said }
}

test('nothing down: exit 0, one line', async () => {
  expect(await audit()).toEqual({
    code: 0,
    result: expect.stringMatching(/^Nothing found: 1 tenants, \d+ lints, \d+ ms\.$/) as unknown,
    said: '',
  })
})

test('a wall down: exit 1, the finding with its repair; mended by it: exit 0', async () => {
  await admin.rows(`alter table ${TABLE} disable row level security`)
  const { code, result } = await audit({ asJson: true })
  const report = auditReportSchema.parse(JSON.parse(result))
  expect(code).toBe(1)
  expect(report.findings.map(({ lint, level, tenant, object }) => ({ lint, level, tenant, object }))).toEqual(
    [{ lint: 'row_security_not_forced', level: 'ERROR', tenant: 'audited', object: TABLE }],
  )
  // Of the change, to the millisecond: this server keeps the times of commits.
  expect(Date.parse(report.lookedAt) - Date.parse(report.findings[0]?.changedAt ?? '')).toBeLessThan(30_000)
  expect((await audit()).result).toContain(`\n       repair: alter table ${TABLE} enable row level security`)
  await admin.rows(report.findings[0]?.repair ?? '')
  expect((await audit()).code).toBe(0)
})

test('a grant and row security off together: both named, both as a leak, with the login that reads', async () => {
  await admin.rows(`grant usage on schema tenant_audited to easyflow_api; grant select on ${TABLE} to easyflow_api;
    alter table ${TABLE} disable row level security`)
  const { findings } = auditReportSchema.parse(JSON.parse((await audit({ asJson: true })).result))
  expect(
    findings.filter(({ level }) => level === 'LEAK').map(({ lint, object }) => `${lint}: ${object}`),
  ).toEqual([`grant_to_login: table ${TABLE} for easyflow_api`, `row_security_not_forced: ${TABLE}`])
  expect(findings.at(1)?.detail).toContain('easyflow_api may SELECT here, so that wall is down as well')
  for (const { repair } of findings) await admin.rows(repair)
  expect((await audit()).code).toBe(0)
})

test('repaired: exit 0, with what was done; what may lose rows is left, and keeps the exit at 1', async () => {
  await admin.rows(`alter table ${TABLE} disable row level security; grant select on ${TABLE} to easyflow_api;
    alter event trigger easyflow_wall_in_new_tables disable`)
  const { code, result, said } = await audit({ repairs: true })
  expect({ code, result }).toEqual({ code: 0, result: expect.stringMatching(/^Nothing found/) as unknown })
  expect(said.match(/repaired {2}/g)).toHaveLength(3)
  await admin.rows(`create materialized view public.kept as select 1 as one from ${TABLE}`)
  expect(await audit({ repairs: true })).toMatchObject({
    code: 1,
    said: expect.stringContaining('left to you  view_steps_round_policy') as unknown,
  })
  await admin.rows('drop materialized view public.kept')
})

test('as SARIF: the finding and its rule', async () => {
  await admin.rows(`alter table ${TABLE} no force row level security`)
  const { code, result } = await audit({ asSarif: true })
  expect(code).toBe(1)
  expect(JSON.parse(result)).toMatchObject({
    version: '2.1.0',
    runs: [{ results: [{ ruleId: 'row_security_not_forced', level: 'warning' }] }],
  })
  expect((await audit({ repairs: true })).code).toBe(0)
})

test('exempted: not a finding but listed with its reason; when nothing is found any more: a finding itself', async () => {
  await admin.rows(`alter table ${TABLE} no force row level security;
    insert into easyflow.audit_exemptions (lint, object, reason) values ('row_security_not_forced', '${TABLE}', 'being moved until Friday')`)
  expect(await audit()).toMatchObject({
    code: 0,
    result: expect.stringContaining('being moved until Friday') as unknown,
  })
  await admin.rows(`alter table ${TABLE} force row level security`)
  expect(await audit()).toMatchObject({
    code: 1,
    result: expect.stringContaining(
      `exemption_matches_nothing  row_security_not_forced: ${TABLE}`,
    ) as unknown,
  })
  await admin.rows('delete from easyflow.audit_exemptions')
})

test('exempted, and then a leak of the same object: the leak is a finding, the exemption is not called stale', async () => {
  await admin.rows(`insert into easyflow.audit_exemptions (lint, object, reason) values ('row_security_not_forced', '${TABLE}', 'being moved until Friday');
    alter table ${TABLE} disable row level security; grant usage on schema tenant_audited to easyflow_api; grant select on ${TABLE} to easyflow_api`)
  const report = auditReportSchema.parse(JSON.parse((await audit({ asJson: true })).result))
  expect(report.findings).toContainEqual(
    expect.objectContaining({ lint: 'row_security_not_forced', level: 'LEAK', object: TABLE }),
  )
  expect(report.findings.map(({ lint }) => lint)).not.toContain('exemption_matches_nothing')
  expect(report.exempted).toEqual([])
  for (const { repair } of report.findings) await admin.rows(repair)
  await admin.rows('delete from easyflow.audit_exemptions')
  expect((await audit()).code).toBe(0)
})

test('a lint that was replaced by an empty one: exit 2, it could not look; made anew: exit 0', async () => {
  await admin.rows(`drop view easyflow_audit.login_is_member; create view easyflow_audit.login_is_member as
    select level, tenant, object, detail, repair, changed from easyflow_audit.guard_disabled where false`)
  expect(await audit()).toMatchObject({
    code: 2,
    result: '',
    said: expect.stringContaining('could not look: login_is_member') as unknown,
  })
  expect(await audit({ reinstalls: true })).toMatchObject({ code: 0, said: '' })
})

test('a database that is not there: exit 2, and its address is not told', async () => {
  const nowhere = new URL(database.installerUrl)
  nowhere.port = '1'
  expect(await audit({ databaseUrl: nowhere.href })).toEqual({
    code: 2,
    result: '',
    said: expect.stringMatching(/^The audit could not look: (?!.*postgres:\/\/)/) as unknown,
  })
})

test('a tenant made under default privileges that grant: refused, with what was found', async () => {
  const bent = parseTenantId('auditedbent')
  await expect(requireCleanTenants(admin, [TENANT])).resolves.toBeUndefined()
  await admin.rows(
    'alter default privileges for role easyflow_owner grant execute on functions to easyflow_worker',
  )
  await admin.rows('alter default privileges grant select on tables to easyflow_api')
  await provisionTenant(admin, bent)
  await expect(requireCleanTenants(admin, [bent])).rejects.toMatchObject({
    code: 'ERR_PROVISIONING_FAILED',
    message: expect.stringContaining('table tenant_auditedbent.customers for easyflow_api') as unknown,
  })
  await removeTenant(admin, bent)
  await admin.rows(`alter default privileges revoke select on tables from easyflow_api;
    alter default privileges for role easyflow_owner revoke execute on functions from easyflow_worker`)
  expect((await audit()).code).toBe(0)
})

test('the watch: names a fault within a second of its commit, and says when it is gone', async () => {
  const stop = new AbortController()
  const lines: string[] = []
  const ended = runAuditCommand(
    {
      databaseUrl: database.installerUrl,
      asJson: true,
      isWatch: true,
      reinstalls: false,
      signal: stop.signal,
    },
    { result: (text) => lines.push(text), talk: (text) => lines.push(text) },
  )
  const seen = (event: string): Promise<{ sinceChangeMs: number }> =>
    eventually(
      `the watch to say ${event}`,
      () => {
        const line = lines.find((one) => one.includes(`"${event}"`) && one.includes(TABLE))
        return Promise.resolve(
          line === undefined ? undefined : (JSON.parse(line) as { sinceChangeMs: number }),
        )
      },
      { withinMs: 10_000 },
    )
  await admin.rows(`create policy dbg on ${TABLE} using (true)`)
  await seen('appeared')
  await admin.rows(`drop policy dbg on ${TABLE}`)
  await seen('gone')
  stop.abort()
  expect(await ended).toBe(0)
})
