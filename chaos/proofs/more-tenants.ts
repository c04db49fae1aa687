import { join } from 'node:path'
import { z } from 'zod'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import { parseTenantId, type TenantId } from '../../system/contracts/tenant-id.ts'
import { callHttp, readPath } from '../probes/call-http.ts'
import { readDisk } from '../probes/read-disk.ts'
import { readMemory } from '../probes/read-memory.ts'
import { runEasyflow } from '../probes/spawn-easyflow.ts'
import { waitFor } from '../wait-for.ts'
import type { Cost } from './one-more-server.ts'
import type { ProofContext } from './proof-context.ts'

export interface MoreTenants {
  readonly tenants: readonly TenantId[]
  /** How many stand behind a figure of one. */
  readonly samples: number
  /** What the control plane took for each. */
  readonly createdMs: readonly number[]
  readonly before: Footprint
}

interface Footprint {
  readonly memoryBytes: number
  readonly diskBytes: number
}

const createdSchema = z.object({ created: z.string(), elapsedMs: z.number() })

/** Makes more tenants by the operator's own program, and removes them again on every way out. */
export async function withMoreTenants(
  context: ProofContext,
  count: number,
  work: (made: MoreTenants) => Promise<void>,
): Promise<void> {
  const status = context.access.system.status()
  // The first is not counted: what every first one loads is not what one more costs.
  const tenants = Array.from({ length: count + 1 }, (_, index) => tenantIdOf(context.label, index))
  const [first, ...counted] = tenants
  const create = async (names: readonly string[]): Promise<readonly number[]> => {
    const { code, answer, said } = await runEasyflow(status, ['tenants', 'create', ...names])
    if (code !== 0) throw new Error(`The tenants could not be made (${String(code)}): ${said}`)
    return answer.split('\n').map((line) => createdSchema.parse(JSON.parse(line)).elapsedMs)
  }
  try {
    await create(first === undefined ? [] : [first])
    if (first !== undefined) await use(context, first)
    const before = await readFootprint(context)
    const createdMs = await create(counted)
    await work({ tenants: counted, samples: count, createdMs, before })
  } finally {
    await removeAll(context, tenants)
  }
}

/** What one of them cost: everything that has grown since before, by their number, once each has been used. */
export async function measureMoreTenants(context: ProofContext, made: MoreTenants): Promise<Cost> {
  const startedAt = performance.now()
  for (const tenant of made.tenants) await use(context, tenant)
  const usedMs = (performance.now() - startedAt) / made.samples
  const after = await readFootprint(context)
  const sorted = made.createdMs.toSorted((a, b) => a - b)
  return {
    readyMs: (sorted[Math.floor(sorted.length / 2)] ?? 0) + usedMs,
    diskBytes: (after.diskBytes - made.before.diskBytes) / made.samples,
    memoryBytes: (after.memoryBytes - made.before.memoryBytes) / made.samples,
  }
}

async function readFootprint({ access }: ProofContext): Promise<Footprint> {
  const { parts, stateDirectory } = access.system.status()
  if (parts.postgres.pid === null) throw new Error('The database is no process of this machine')
  const [row] = await access.admin.rows('select pg_database_size(current_database())::float8 as bytes')
  const topics = await readDisk(join(stateDirectory, 'kafka', 'data'))
  return {
    memoryBytes: await readMemory(parts.postgres.pid),
    diskBytes: Number(row?.['bytes']) + topics,
  }
}

/** Runs one execution to its end: from then on the tenant can be used. */
async function use({ access, signal }: ProofContext, tenant: TenantId): Promise<void> {
  const token = await access.tokenOf(tenant)
  const url = access.addresses.apiUrl
  const definition = { steps: [{ name: 'echo', kind: 'transform', expression: '$' }] }
  await callHttp(url, { method: 'PUT', path: '/workflows/echo', token, body: definition })
  const accepted = await callHttp(url, {
    method: 'POST',
    path: '/workflows/execute',
    token,
    body: { workflow: 'echo', mode: 'balanced', input: { new: true } },
  })
  const id = readPath(accepted.json, 'executionId')
  if (typeof id !== 'string')
    throw new Error(`${tenant} was made and cannot be used: HTTP ${accepted.status}`)
  await waitFor(`the first execution of ${tenant}`, signal, async () => {
    const [row] = await access.admin.rows(
      `select status from ${dataSchemaOf(tenant)}.workflow_executions where execution_id = $1`,
      [id],
    )
    return row?.['status'] === 'COMPLETE'
  })
}

/** Each that was made, even when another cannot be removed; those that never were are passed over. */
async function removeAll({ access }: ProofContext, tenants: readonly TenantId[]): Promise<void> {
  const rows = await access.admin.rows('select tenant_id from easyflow.tenants where tenant_id = any($1)', [
    tenants,
  ])
  const left = rows.map((row) => String(row['tenant_id']))
  if (left.length === 0) return
  const { code, said } = await runEasyflow(access.system.status(), ['tenants', 'remove', ...left])
  if (code !== 0) throw new Error(`The tenants ${left.join(', ')} could not be removed again: ${said}`)
}

/** Unique to the run, and of letters and digits alone. */
function tenantIdOf(label: string, index: number): TenantId {
  return parseTenantId(
    `more${label
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .slice(-12)}n${index}`,
  )
}
