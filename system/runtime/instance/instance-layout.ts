import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { PartName } from '../../contracts/system-status.ts'

/** The checkout that this file belongs to. */
export const checkout = realpathSync(resolve(import.meta.dirname, '..', '..', '..'))

/** Where everything of one instance is. */
export interface InstanceLayout {
  readonly name: string
  /** Shared by all instances and checkouts: jars, archives, binaries. */
  readonly cache: string
  /** All instances of this checkout. */
  readonly instances: string
  /** This instance. Everything of it is inside. */
  readonly directory: string
  readonly logs: string
  readonly postgres: string
  readonly kafka: string
  readonly statusFile: string
  readonly credentialsFile: string
  /** Who runs it, and the proof. Exists while someone does. */
  readonly lockFile: string
  /** Every process of it with its proof. */
  readonly processesFile: string
  /** Its ports and whether it is ephemeral: what the next start wants to know. */
  readonly memoryFile: string
  /** What the environment of the last start told; secrets may be among it. */
  readonly givenFile: string
  readonly keysFile: string
  readonly clientsFile: string
  readonly tenantsFile: string
}

/**
 * Says where an instance lives below `root`.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID for a name that could not be a directory's.
 */
export function layoutOf(root: string, name: string): InstanceLayout {
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name)) {
    throw new EasyFlowError(
      'ERR_SETTINGS_INVALID',
      'An instance is named with 1 to 41 lower-case letters, digits and hyphens',
    )
  }
  const hash = createHash('sha256').update(checkout).digest('hex').slice(0, 12)
  const instances = join(root, hash, 'instances')
  const directory = join(instances, name)
  return {
    name,
    cache: join(root, 'cache'),
    instances,
    directory,
    logs: join(directory, 'logs'),
    postgres: join(directory, 'postgres'),
    kafka: join(directory, 'kafka'),
    statusFile: join(directory, 'status.json'),
    credentialsFile: join(directory, 'credentials.json'),
    lockFile: join(directory, 'supervisor.json'),
    processesFile: join(directory, 'processes.json'),
    memoryFile: join(directory, 'instance.json'),
    givenFile: join(directory, 'given-settings.json'),
    keysFile: join(directory, 'issuer-keys.json'),
    clientsFile: join(directory, 'issuer-clients.json'),
    tenantsFile: join(directory, 'worker-tenants.json'),
  }
}

/** Where a part's standard output and error go. */
export function logFileOf(layout: InstanceLayout, part: PartName): string {
  return join(layout.logs, `${part}.log`)
}
