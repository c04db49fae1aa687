import { setTimeout as delay } from 'node:timers/promises'
import type { Finding } from '../../contracts/audit-report.ts'
import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import type { Installer } from '../../platform/database/with-installer.ts'
import { describeFinding } from './describe-audit.ts'
import { runAudit } from './run-audit.ts'

const EVERY_MS = 250
/** Where one thing changes, the next often follows while we look. */
const SOON_MS = 25

/** Where a change shows that a lint could see. Rows of the catalogue are replaced, never written in place. */
const WATCHED = [
  'pg_class',
  'pg_policy',
  'pg_proc',
  'pg_namespace',
  'pg_database',
  'pg_authid',
  'pg_auth_members',
  'pg_default_acl',
  'pg_event_trigger',
  'pg_rewrite',
  'pg_trigger',
  'pg_constraint',
  'pg_inherits',
  'pg_type',
  'pg_language',
  'pg_largeobject_metadata',
  'pg_parameter_acl',
  'pg_db_role_setting',
  'pg_foreign_server',
  'pg_foreign_data_wrapper',
  'pg_tablespace',
  'pg_publication',
  'pg_publication_rel',
  'pg_publication_namespace',
  'pg_subscription',
  'pg_cast',
  'pg_operator',
  'pg_attrdef',
  'pg_index',
  'easyflow.tenants',
  'easyflow.audit_exemptions',
] as const

/** Which rows there are, and which transaction wrote each: cheaper than their text, of which a look reads enough. */
const ROWS = 'sum(hashtid(ctid)::bigint * 31 + hashxid(xmin))'

export interface WatchOptions {
  readonly asJson: boolean
  readonly signal: AbortSignal
}

/**
 * Looks whenever the catalogue has changed, asked four times a second, and prints what appears and what goes. As JSON it
 * says also when it has looked, so that a silence can be told from not having looked.
 *
 * @returns once `signal` fires: `ok` when nothing is found at that moment, else `violated`.
 */
export async function watchAudit(
  installer: Installer,
  { asJson, signal }: WatchOptions,
  print: (text: string) => void,
): Promise<ExitCode> {
  const open = new Map<string, Finding>()
  let seen: string | undefined
  while (!signal.aborted) {
    const startedAt = new Date().toISOString()
    const fingerprint = await readFingerprint(installer)
    if (fingerprint !== seen) {
      const { findings } = await runAudit(installer)
      const found = new Map(findings.map((one) => [keyOf(one), one]))
      for (const [key, one] of found) if (!open.has(key)) print(announce('appeared', one, asJson))
      for (const [key, one] of open) if (!found.has(key)) print(announce('gone', one, asJson))
      // What was seen earlier keeps the moment at which it was seen first.
      for (const key of open.keys()) if (!found.has(key)) open.delete(key)
      for (const [key, one] of found) if (!open.has(key)) open.set(key, one)
      if (asJson && seen !== undefined) print(JSON.stringify({ event: 'looked', startedAt }))
      if (seen === undefined) print(asJson ? JSON.stringify({ event: 'watching' }) : 'Watching.')
    }
    const waitMs = fingerprint === seen ? EVERY_MS : SOON_MS
    seen = fingerprint
    await delay(waitMs, undefined, { signal }).catch(() => undefined)
  }
  return open.size === 0 ? exitCode.ok : exitCode.violated
}

/** A detail that changes makes it another finding: one that begins to leak is news. */
const keyOf = ({ lint, level, object, detail }: Finding): string => [lint, level, object, detail].join('\n')

function announce(event: 'appeared' | 'gone', finding: Finding, asJson: boolean): string {
  const at = new Date()
  const sinceMs = finding.changedAt === null ? null : at.getTime() - Date.parse(finding.changedAt)
  if (asJson) return JSON.stringify({ event, at: at.toISOString(), sinceChangeMs: sinceMs, finding })
  if (event === 'gone') return `${at.toISOString()}  gone: ${finding.lint}  ${finding.object}`
  const age = sinceMs === null ? '' : `  (${sinceMs} ms after the change)`
  return `${at.toISOString()}  appeared${age}\n${describeFinding(finding)}`
}

async function readFingerprint(installer: Installer): Promise<string> {
  const sums = WATCHED.map((table) => `(select ${ROWS} from ${table})`)
  const { rows } = await installer.query<{ fingerprint: string }>(
    `select concat_ws(' ', ${sums.join(', ')},
       (select ${ROWS} from pg_attribute where attrelid >= 16384 or attacl is not null),
       (select ${ROWS} from pg_description where objoid >= 16384),
       (select count(*) || min(slot_name) || max(slot_name) from pg_replication_slots),
       (select md5(string_agg(concat_ws(' ', type, auth_method, address, error), ',' order by line_number)) from pg_hba_file_rules),
       current_setting('event_triggers'), current_setting('session_replication_role')) as fingerprint`,
  )
  return rows[0]?.fingerprint ?? ''
}
