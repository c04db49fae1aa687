import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { inTransaction, type Installer } from '../platform/database/with-installer.ts'
import { readSqlFolder, type SqlFile } from './read-sql-folder.ts'

/** Any number: the name of the lock that one migrating process at a time holds. */
const MIGRATION_LOCK = 4_170_231_337

/**
 * Brings the database's schema up to this version. Forward only, one transaction a file, one process at a
 * time; safe to call again and from several processes at once.
 *
 * @returns the names of the migrations that this call applied.
 * @throws {EasyFlowError} ERR_SCHEMA_CHANGED when an applied file has changed or the database is newer.
 */
export async function migrate(installer: Installer, files?: readonly SqlFile[]): Promise<readonly string[]> {
  const wanted = files ?? (await readSqlFolder('migrations'))
  await installer.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
  try {
    const applied = await readApplied(installer)
    requireKnown(applied, wanted)
    const missing = wanted.filter((file) => !applied.has(file.name))
    for (const file of missing) await apply(installer, file)
    return missing.map((file) => file.name)
  } finally {
    await installer.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
  }
}

async function readApplied(installer: Installer): Promise<ReadonlyMap<string, string>> {
  await installer.query(`
    create schema if not exists easyflow_migration;
    create table if not exists easyflow_migration.applied (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now());
    revoke all on schema easyflow_migration from public`)
  const { rows } = await installer.query<{ name: string; sha256: string }>(
    'select name, sha256 from easyflow_migration.applied',
  )
  return new Map(rows.map((row) => [row.name, row.sha256]))
}

function requireKnown(applied: ReadonlyMap<string, string>, wanted: readonly SqlFile[]): void {
  for (const [name, sha256] of applied) {
    const file = wanted.find((candidate) => candidate.name === name)
    if (file === undefined) {
      throw new EasyFlowError(
        'ERR_SCHEMA_CHANGED',
        `The database has migration ${name}, which this version does not know: use a newer version`,
      )
    }
    if (file.sha256 !== sha256) {
      throw new EasyFlowError(
        'ERR_SCHEMA_CHANGED',
        `Migration ${name} was applied with another text: restore the file, or start from an empty database`,
      )
    }
  }
}

async function apply(installer: Installer, file: SqlFile): Promise<void> {
  await inTransaction(installer, async () => {
    // First, so that a second runner without the lock would fail here and not half-way.
    await installer.query('insert into easyflow_migration.applied (name, sha256) values ($1, $2)', [
      file.name,
      file.sha256,
    ])
    await installer.query("set local lock_timeout = '5s'")
    await installer.query(file.sql)
  })
}
