import { DatabaseError } from 'pg'
import { inTransaction, withInstaller, type Installer } from './with-installer.ts'

/** What of a server does not fit us, with what to do about it. */
export type ServerFault = string

const VERSION_MIN = 18

/** What a migration and a tenant need. All of it is undone at once. */
const NEEDED: readonly (readonly [what: string, statement: string])[] = [
  ['make roles', 'create role easyflow_check nologin'],
  ['make schemas for other roles', 'create schema easyflow_check authorization easyflow_check'],
  [
    'make functions',
    'create function easyflow_check.f() returns event_trigger language plpgsql as $$begin end$$',
  ],
  [
    'make event triggers',
    'create event trigger easyflow_check on ddl_command_start execute function easyflow_check.f()',
  ],
  [
    'take functions of the server from PUBLIC',
    'revoke execute on function pg_catalog.pg_notify(text, text) from public',
  ],
  [
    'close the database to PUBLIC',
    "do $$ begin execute format('revoke all on database %I from public', current_database()); end $$",
  ],
]

/**
 * Asks a server, as the installer, whether EasyFlow can live there. Changes nothing: what is tried is rolled
 * back.
 *
 * @returns what does not fit; nothing when all does.
 * @throws {Error} saying why it could not be asked, without a value.
 */
export async function inspectServer(url: string): Promise<readonly ServerFault[]> {
  try {
    return await withInstaller(url, async (installer) => {
      const faults = await inspectSettings(installer)
      return faults.length > 0 ? faults : await tryRights(installer)
    })
  } catch (cause) {
    throw new Error(explain(cause), { cause })
  }
}

async function inspectSettings(installer: Installer): Promise<readonly ServerFault[]> {
  const { rows } = await installer.query<Record<string, string>>(`select
    current_setting('server_version_num') as version, current_setting('server_version') as name,
    current_setting('server_encoding') as encoding, pg_is_in_recovery()::text as standby,
    current_setting('log_parameter_max_length', true) as logged`)
  const { version = '0', name = '', encoding = '', standby = '', logged } = rows[0] ?? {}
  const isOld = Number(version) < VERSION_MIN * 10_000
  return [
    isOld ? `it is version ${name}, and ${String(VERSION_MIN)} or newer is needed` : '',
    encoding === 'UTF8' ? '' : `its database is in ${encoding}: make one with the encoding UTF8`,
    standby === 'true' ? 'it is a standby, which cannot be written: name the primary' : '',
    isOld || logged === '0'
      ? ''
      : 'its log may hold bound values, tokens among them: alter database … set log_parameter_max_length = 0',
  ].filter((fault) => fault !== '')
}

async function tryRights(installer: Installer): Promise<readonly ServerFault[]> {
  const faults: string[] = []
  const undo = new Error('All of it is undone')
  try {
    await inTransaction(installer, async () => {
      for (const [what, statement] of NEEDED) {
        try {
          await installer.query(statement)
        } catch (error) {
          if (!(error instanceof DatabaseError)) throw error
          faults.push(
            `the login may not ${what} (${error.code ?? 'no code'}): name a superuser, or its managed equivalent`,
          )
          break
        }
      }
      throw undo
    })
  } catch (error) {
    if (error !== undo) throw error
  }
  return faults
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: is it started, and is the port right?',
  ENOTFOUND: 'no such host is known',
  ETIMEDOUT: 'nobody answers there',
  '28P01': 'it refused the login: wrong user or password',
  '28000': 'it refused the login: see its pg_hba.conf',
  '3D000': 'it has no such database: make it (createdb) and start again',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is of no authority in sslrootcert',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is of no authority in sslrootcert',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is of no authority in sslrootcert',
  CERT_HAS_EXPIRED: 'its certificate has expired',
}

/** Without the message of somebody else, unless it is one of the driver's own that quotes nothing. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'it gave no answer'
  if (error.message === 'The server does not support SSL connections')
    return 'it does not speak TLS: set ssl = on'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === undefined)
    return error.message.includes('timeout') ? 'nobody answers there' : `it gave no answer (${error.name})`
  return `${REASONS[code] ?? 'it gave no answer'} (${code})`
}
