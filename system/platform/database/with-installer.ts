import { Client } from 'pg'
import { startupOptions } from './startup-options.ts'

/** A connection of the installer: elevated, so it has a name of its own and never meets a request. */
export type Installer = Pick<Client, 'query'>

/**
 * Runs `work` on one connection of the installer and closes it. `row_security` is off: as the forced owner
 * a backfill would silently touch no row; this way a policy that would hide one is an error.
 */
export async function withInstaller<Result>(
  url: string,
  work: (installer: Installer) => Promise<Result>,
): Promise<Result> {
  const client = new Client({
    connectionString: url,
    application_name: 'easyflow-control-plane',
    connectionTimeoutMillis: 5000,
    options: startupOptions({ statementTimeoutMs: 120_000, rowSecurity: 'off' }),
  })
  // Losing the connection rejects the query that runs; without a listener it would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Runs `work` in one transaction of the installer: all of it, or nothing. */
export async function inTransaction<Result>(
  installer: Installer,
  work: () => Promise<Result>,
): Promise<Result> {
  await installer.query('begin')
  try {
    const result = await work()
    const { command } = await installer.query('commit')
    if (command !== 'COMMIT')
      throw new Error('An error was swallowed inside the transaction, so nothing was committed')
    return result
  } catch (error) {
    await installer.query('rollback').catch(() => undefined)
    throw error
  }
}
