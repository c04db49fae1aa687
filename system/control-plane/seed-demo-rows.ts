import { randomBytes } from 'node:crypto'
import { base, en, Faker } from '@faker-js/faker'
import { dataSchemaOf } from '../contracts/names.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import { inTransaction, type Installer } from '../platform/database/with-installer.ts'
import { demoWorkflows } from './demo-tenants.ts'

const CUSTOMERS = 200
const ORDERS = 2000
/** More than all other customers together, so that the canary's owner tops every report. */
const CANARY_ORDER_CENTS = 100_000_000
const LAST_ORDER = new Date('2026-01-01T00:00:00Z')

/**
 * Fills a new tenant with customers and orders that follow from `seed`, the demo workflows, and one
 * *canary string* that stands nowhere else: whoever sees it has seen this tenant's rows. Does nothing for
 * a tenant that has customers already.
 */
export async function seedDemoRows(installer: Installer, tenant: TenantId, seed: number): Promise<void> {
  const schema = dataSchemaOf(tenant)
  await inTransaction(installer, async () => {
    const { rowCount } = await installer.query(`select from ${schema}.customers limit 1`)
    if (rowCount !== 0) return
    const random = new Faker({ locale: [en, base], seed: seed + sumOfLetters(tenant) })
    await insertRows(installer, `${schema}.customers`, customersOf(tenant, random))
    await insertRows(installer, `${schema}.orders`, ordersOf(tenant, random))
    await insertRows(installer, `${schema}.workflows`, workflowsOf(tenant))
  })
}

function customersOf(tenant: TenantId, random: Faker): readonly object[] {
  // Not from the seed: a canary must not be guessable from this file.
  const canary = `canary-${tenant}-${randomBytes(9).toString('hex')}`
  return Array.from({ length: CUSTOMERS }, (_, index) => ({
    tenant_id: tenant,
    customer_id: index + 1,
    name: index === 0 ? `${random.person.lastName()} ${canary}` : random.person.fullName(),
    email: random.internet.email().toLowerCase(),
    city: random.location.city(),
    note: index === 0 ? canary : '',
  }))
}

function ordersOf(tenant: TenantId, random: Faker): readonly object[] {
  return Array.from({ length: ORDERS }, (_, index) => ({
    tenant_id: tenant,
    order_id: index + 1,
    customer_id: index === 0 ? 1 : random.number.int({ min: 1, max: CUSTOMERS }),
    amount_cents: index === 0 ? CANARY_ORDER_CENTS : random.number.int({ min: 500, max: 50_000 }),
    placed_at: random.date.recent({ days: 365, refDate: LAST_ORDER }).toISOString(),
  }))
}

function workflowsOf(tenant: TenantId): readonly object[] {
  return Object.entries(demoWorkflows).map(([name, definition]) => ({
    tenant_id: tenant,
    name,
    version: 1,
    definition,
    created_at: new Date().toISOString(),
  }))
}

async function insertRows(installer: Installer, table: string, rows: readonly object[]): Promise<void> {
  await installer.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ])
}

function sumOfLetters(text: string): number {
  return Array.from(text, (letter) => letter.charCodeAt(0)).reduce((sum, code) => sum + code, 0)
}
