import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import { writeAtomically } from './clients-file.ts'

const assignmentSchema = z.array(z.string())

/** Assigns a tenant to the worker. Safe to call again. */
export async function assignTenant(path: string, tenant: TenantId): Promise<void> {
  await edit(path, (tenants) => [...new Set([...tenants, tenant])])
}

/** Takes a tenant off the worker. Safe to call again. */
export async function unassignTenant(path: string, tenant: TenantId): Promise<void> {
  await edit(path, (tenants) => tenants.filter((name) => name !== tenant))
}

async function edit(path: string, change: (tenants: readonly string[]) => readonly string[]): Promise<void> {
  let current: readonly string[]
  try {
    current = assignmentSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new EasyFlowError('ERR_SETTINGS_INVALID', `The worker's tenants file cannot be read: ${path}`, {
      cause,
    })
  }
  await writeAtomically(path, JSON.stringify(change(current)))
}
