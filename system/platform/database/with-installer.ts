import { Client } from 'pg'
import { connectionOf } from './connection-of.ts'
import { startupOptions } from './startup-options.ts'

export { DatabaseError } from 'pg'

/** A connection of the installer: elevated, so it has a name of its own and never meets a request. */
export type Installer = Pick<Client, 'query'>

/** An installer's connection that its opener has to close. */
export interface OpenInstaller extends Installer {
  /** Listens: `onHeard` is called for every notification on `channel`, which comes between two statements of this connection. */
  hear(channel: string, onHeard: () => void): Promise<void>
  close(): Promise<void>
}

/**
 * Opens one connection of the installer. `row_security` is off: as the forced owner a backfill would
 * silently touch no row; this way a policy that would hide one is an error.
 *
 * @param options `answerWithinMs`: a statement without an answer by then rejects, so that whoever cannot wait for
 *   a database that hangs goes on without it. Default: only the server's own limit of two minutes.
 */
export async function openInstaller(
  url: string,
  { answerWithinMs }: { readonly answerWithinMs?: number } = {},
): Promise<OpenInstaller> {
  const client = new Client({
    ...connectionOf(url),
    application_name: 'easyflow-control-plane',
    connectionTimeoutMillis: 5000,
    ...(answerWithinMs === undefined ? {} : { query_timeout: answerWithinMs }),
    options: startupOptions({ statementTimeoutMs: 120_000, rowSecurity: 'off' }),
  })
  // Losing the connection rejects the query that runs; without a listener it would end the process.
  client.on('error', () => undefined)
  await client.connect()
  return Object.assign(client, {
    async hear(channel: string, onHeard: () => void) {
      client.on('notification', (message) => {
        if (message.channel === channel) onHeard()
      })
      await client.query(`listen ${client.escapeIdentifier(channel)}`)
    },
    close: () => client.end(),
  })
}

/** Runs `work` on one connection of the installer and closes it. */
export async function withInstaller<Result>(
  url: string,
  work: (installer: Installer) => Promise<Result>,
): Promise<Result> {
  const installer = await openInstaller(url)
  try {
    return await work(installer)
  } finally {
    await installer.close()
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
