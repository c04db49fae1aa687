import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { addressesOf } from '../../chaos/access/addresses-of.ts'
import { fetchToken } from '../../chaos/probes/fetch-token.ts'
import {
  credentialsSchema,
  systemStatusSchema,
  type SystemStatus,
} from '../../system/contracts/system-status.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { beginEasyflow, type Ending } from './easyflow-command.ts'

/** An instance as someone outside sees it: by its commands and its files. */
export interface Ground {
  readonly instance: string
  readonly directory: string
  /** Runs `easyflow <name>` for this instance to its end. */
  easyflow(...args: readonly string[]): Promise<Ending>
  /** What its status file says right now, however old. */
  status(): Promise<SystemStatus | undefined>
}

/** @param near the directory of another instance of this checkout, since they lie side by side. */
export function openGround(instance: string, near: string): Ground {
  const directory = join(dirname(near), instance)
  return {
    instance,
    directory,
    easyflow: async (...args) => await beginEasyflow([...args, '--instance', instance]).ended,
    status: async () => {
      try {
        return systemStatusSchema.parse(JSON.parse(await readFile(join(directory, 'status.json'), 'utf8')))
      } catch {
        // Not there yet, or not any more.
        return undefined
      }
    },
  }
}

export interface Callers {
  readonly apiUrl: string
  readonly adminDatabaseUrl: string
  readonly tokenOf: (tenant: TenantId) => Promise<string>
}

/** Whom to call in an instance that runs, with genuine tokens; each is used for all of a round. */
export async function openCallers(ground: Ground): Promise<Callers> {
  const status = await ground.status()
  if (status === undefined) throw new Error(`${ground.instance} has no status`)
  const text = await readFile(status.credentialsFile, 'utf8')
  const credentials = credentialsSchema.parse(JSON.parse(text))
  const { apiUrl, adminDatabaseUrl, issuerUrl } = addressesOf(status, credentials)
  const tokens = new Map<TenantId, string>()
  for (const [tenant, caller] of Object.entries(credentials.issuer.callers)) {
    tokens.set(tenant as TenantId, await fetchToken({ issuerUrl, ...caller }))
  }
  return {
    apiUrl,
    adminDatabaseUrl,
    tokenOf: async (tenant) => await Promise.resolve(tokens.get(tenant) ?? ''),
  }
}
