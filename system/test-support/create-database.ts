import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { migrate } from '../database/migrate.ts'
import { withInstaller } from '../platform/database/with-installer.ts'
import './postgres-access.ts'

export interface TestDatabase {
  readonly name: string
  /** Of a superuser. */
  readonly installerUrl: string
  readonly apiUrl: string
  readonly workerUrl: string
}

/**
 * Makes a database of its own on the shared server, migrated unless told otherwise. It goes when the server
 * goes, at the end of the run. Roles belong to the server: two files that provision a tenant of the same
 * name share its roles, so a file that removes a tenant picks a name of its own.
 *
 * A copy of a migrated template would be hardly faster, and it would lack the grants on the database itself,
 * which `create database … template` does not copy.
 */
export async function createDatabase(options: { isMigrated?: boolean } = {}): Promise<TestDatabase> {
  const { url } = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await withInstaller(url, (installer) => installer.query(`create database ${name}`))
  const installerUrl = addressOf(name)
  if (options.isMigrated ?? true) await withInstaller(installerUrl, (installer) => migrate(installer))
  return {
    name,
    installerUrl,
    apiUrl: addressOf(name, 'easyflow_api'),
    workerUrl: addressOf(name, 'easyflow_worker'),
  }
}

function addressOf(database: string, login?: string): string {
  const address = new URL(inject('postgres').url)
  address.pathname = `/${database}`
  if (login !== undefined) address.username = login
  return address.href
}
