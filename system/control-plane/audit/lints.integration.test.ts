import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../contracts/audit-report.ts'
import { parseTenantId } from '../../contracts/tenant-id.ts'
import { installLints } from '../../database/install-lints.ts'
import { provisionTenant } from '../../database/provision-tenant.ts'
import { removeTenant } from '../../database/remove-tenant.ts'
import { createDatabase } from '../../test-support/create-database.ts'
import { allLintCases } from '../../test-support/lint-cases/all-lint-cases.ts'
import { openSuperuser, type Superuser } from '../../test-support/open-superuser.ts'
import { repairFindings } from './repair-findings.ts'
import { runAudit } from './run-audit.ts'

const TENANTS = ['lintedone', 'lintedtwo'].map(parseTenantId)
let admin: Superuser

beforeAll(async () => {
  admin = await openSuperuser((await createDatabase()).installerUrl)
  for (const tenant of TENANTS) await provisionTenant(admin, tenant)
  await installLints(admin)
})
afterAll(async () => {
  for (const tenant of TENANTS) await removeTenant(admin, tenant)
  await admin.close()
})

/** Runs `work` after `statements`, and undoes all of it. */
async function under<Result>(statements: string, work: () => Promise<Result>): Promise<Result> {
  await admin.query('begin')
  try {
    await admin.query(statements)
    return await work()
  } finally {
    await admin.query('rollback')
  }
}

const findings = async (): Promise<readonly Finding[]> => (await runAudit(admin)).findings

/** Does what every finding says, as the operator's program does, and the unsafe ones too. */
async function repairAll(found: readonly Finding[]): Promise<void> {
  const run = async (statements: string): Promise<void> => {
    await admin.query('savepoint repair')
    try {
      await admin.query(statements)
    } catch (error) {
      await admin.query('rollback to savepoint repair')
      throw error
    }
  }
  const outcomes = await repairFindings(found, run)
  expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  for (const { finding, outcome } of outcomes) if (outcome === 'left') await run(finding.repair)
}

test('the shipped system: nothing is found', async () => {
  expect(await findings()).toEqual([])
})

test('every lint has cases, and all cases are of a lint', async () => {
  expect(allLintCases.map(({ lint }) => lint).sort()).toEqual([...(await runAudit(admin)).lints].sort())
})

describe.each(allLintCases)('$lint', ({ lint, loud, quiet, beyondRepair = {} }) => {
  test.each(Object.entries(loud))('%s: found, with a repair that ends it', async (_, statements) => {
    await under(statements, async () => {
      const found = await findings()
      expect(found.map((one) => one.lint)).toContain(lint)
      await repairAll(found)
      expect(await findings()).toEqual([])
    })
  })

  test.each(Object.entries(beyondRepair))('%s: found', async (_, statements) => {
    await under(statements, async () => {
      expect((await findings()).map((one) => one.lint)).toContain(lint)
    })
  })

  test.each(Object.entries(quiet))('%s: left alone', async (_, statements) => {
    await under(statements, async () => {
      expect(await admin.rows(`select * from easyflow_audit.${lint}`)).toEqual([])
    })
  })
})
