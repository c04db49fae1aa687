import { join } from 'node:path'
import { withInstaller } from '../../platform/database/with-installer.ts'
import { logFileOf } from '../instance/instance-layout.ts'
import { POSTGRES_LINE_PREFIX } from '../logs/parse-postgres-line.ts'
import type { PartPlan } from '../parts/part-plan.ts'
import { startProcess } from '../process/start-process.ts'
import { addressOf, DATABASE, databaseUrlOf, HOST, type SystemContext } from '../system-context.ts'
import type { PreparedPostgres } from './prepare-postgres.ts'

/** Plans the database server. Ready means: it let the installer in and answered. */
export function planPostgres(context: SystemContext, prepared: PreparedPostgres): PartPlan {
  const { layout, ports } = context
  const logFile = logFileOf(layout, 'postgres')
  return {
    name: 'postgres',
    logFile,
    addresses: { client: addressOf(ports.postgres), database: DATABASE },
    files: { dataDirectory: prepared.dataDirectory },
    launch: () =>
      startProcess({
        name: 'postgres',
        command: join(prepared.binaries, 'postgres'),
        args: ['-D', prepared.dataDirectory, ...settingsOf(ports.postgres)],
        env: { LC_ALL: 'C', TZ: 'UTC' },
        cwd: layout.postgres,
        account: prepared.account,
        logFile,
        instanceDirectory: layout.directory,
      }),
    probe: async () => {
      await withInstaller(databaseUrlOf(context, 'admin', 'postgres'), async (installer) => {
        await installer.query('select 1')
      })
    },
    readyWithinMs: 60_000,
    // Fast: open transactions are rolled back. SIGTERM would wait until the last client has gone.
    endSignal: 'SIGINT',
    endWithinMs: 15_000,
    quickEndSignal: 'SIGQUIT',
  }
}

/**
 * Makes the database, unless it exists, and closes the others to the logins: there PUBLIC may make temporary
 * tables and large objects, and run anonymous blocks.
 */
export async function makeDatabase(context: SystemContext): Promise<void> {
  await withInstaller(databaseUrlOf(context, 'admin', 'postgres'), async (installer) => {
    const { rows } = await installer.query('select from pg_catalog.pg_database where datname = $1', [
      DATABASE,
    ])
    if (rows.length === 0) await installer.query(`create database ${DATABASE}`)
    await installer.query('revoke all on database postgres, template1 from public')
  })
}

function settingsOf(port: number): readonly string[] {
  return Object.entries(databaseSettingsOf(port)).flatMap(([name, value]) => [
    '-c',
    `${name}=${String(value)}`,
  ])
}

/** The server's settings, wherever it runs. */
export function databaseSettingsOf(port: number): Readonly<Record<string, string | number>> {
  return {
    port,
    listen_addresses: HOST,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '64MB',
    cluster_name: 'easyflow',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    // Of one session. Sorting without end must not fill the disk, and a login cannot lift this one.
    temp_file_limit: '1GB',
    // So that the audit can say since when a wall is down.
    track_commit_timestamp: 'on',
    // One node: nothing is replicated.
    wal_level: 'minimal',
    max_wal_senders: 0,
    io_method: 'sync',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // Parameters are tokens and payloads; a statement may hold them too when somebody injects one.
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_line_prefix: POSTGRES_LINE_PREFIX,
  }
}
