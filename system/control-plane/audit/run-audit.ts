import { auditReportSchema, type AuditReport, type Finding } from '../../contracts/audit-report.ts'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { readSqlFolder } from '../../database/read-sql-folder.ts'
import type { Installer } from '../../platform/database/with-installer.ts'

interface Exemption {
  readonly lint: string
  readonly object: string
  readonly reason: string
}

/** The lint of the runner's own: an exemption that nothing is found for any more hides the next fault of its name. */
const STALE_EXEMPTION = 'exemption_matches_nothing'

/**
 * Looks at the whole database through every lint. Reads only, and reads the catalogue, never a row of a tenant.
 *
 * @throws {EasyFlowError} ERR_SCHEMA_CHANGED when the lints are missing or not those of this version: an audit
 *   that cannot look must not seem clean.
 */
export async function runAudit(installer: Installer): Promise<AuditReport> {
  const startedAt = performance.now()
  const lookedAt = new Date().toISOString()
  const lints = (await readSqlFolder('lints')).map((file) => file.name)
  await requireGenuine(installer, lints)
  const found = await readFindings(installer, lints)
  const { rows: exemptions } = await installer.query<Exemption>(
    'select lint, object, reason from easyflow.audit_exemptions order by 1, 2',
  )
  const { rows: counted } = await installer.query<{ tenants: number }>(
    'select count(*)::int as tenants from easyflow.tenants',
  )
  const isMatch = (one: Exemption, row: { lint: string; object: string }): boolean =>
    one.lint === row.lint && one.object === row.object
  // Nobody who allowed a lesser fault allowed this one of the same object.
  const bearable = found.filter(({ level }) => level !== 'LEAK')
  const exempted = exemptions.filter((one) => bearable.some((row) => isMatch(one, row)))
  const findings = [
    ...found.filter((row) => row.level === 'LEAK' || !exempted.some((one) => isMatch(one, row))),
    ...exemptions.filter((one) => !found.some((row) => isMatch(one, row))).map(describeStale),
  ]
  return auditReportSchema.parse({
    version: 1,
    lookedAt,
    elapsedMs: Math.round(performance.now() - startedAt),
    tenants: counted[0]?.tenants,
    lints,
    findings: findings.map((row) => ({ ...row, knownSince: lookedAt })),
    exempted,
  })
}

async function readFindings(
  installer: Installer,
  lints: readonly string[],
): Promise<readonly Omit<Finding, 'knownSince'>[]> {
  const views = lints.map(
    (lint) =>
      `select '${lint}' as lint, level, tenant, object, detail, repair, changed from easyflow_audit.${lint}`,
  )
  const { rows } = await installer.query<Omit<Finding, 'knownSince'>>({
    // Planning takes as long as looking; a watch does it once. Only the installer's own session has it.
    name: 'easyflow-audit',
    text: `select lint, level, tenant, object, detail, repair,
       to_char(easyflow_audit.time_of(changed) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "changedAt"
     from (${views.join(' union all ')}) findings
     order by level <> 'LEAK', lint, object`,
  })
  return rows
}

/** Somebody may have replaced a view, by mistake or so that it no longer sees. */
async function requireGenuine(installer: Installer, lints: readonly string[]): Promise<void> {
  const remedy = 'make them anew with: npx easyflow audit --reinstall'
  const { rows: found } = await installer.query<{ isThere: boolean }>(
    `select to_regclass('easyflow_audit.installed_objects') is not null as "isThere"`,
  )
  if (found[0]?.isThere !== true) {
    throw new EasyFlowError(
      'ERR_SCHEMA_CHANGED',
      `The audit could not look: its lints are not in the database; ${remedy}`,
    )
  }
  const { rows } = await installer.query<{ name: string; isGenuine: boolean }>(
    // Not through the view of that name, which may be one of those that were replaced.
    `with objects (name, definition) as (
       select c.relname::text, md5(w.ev_action::text) from pg_class c join pg_rewrite w on w.ev_class = c.oid
       where c.relnamespace = 'easyflow_audit'::regnamespace and c.relkind = 'v'
       union all
       select p.oid::regprocedure::text, md5(pg_get_functiondef(p.oid) || p.proowner::regrole) from pg_proc p
       where p.pronamespace = 'easyflow_audit'::regnamespace
     )
     select coalesce(i.name, o.name) as name, i.definition is not distinct from o.definition as "isGenuine"
     from easyflow_audit.installed_objects i full join objects o on o.name = i.name`,
  )
  const strange = [
    ...rows.filter((row) => !row.isGenuine).map((row) => row.name),
    ...lints.filter((lint) => !rows.some((row) => row.name === lint)),
  ]
  if (strange.length > 0) {
    throw new EasyFlowError(
      'ERR_SCHEMA_CHANGED',
      `The audit could not look: ${strange.join(', ')} is not what this version made; ${remedy}`,
    )
  }
}

function describeStale({ lint, object, reason }: Exemption): Omit<Finding, 'knownSince'> {
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
  return {
    lint: STALE_EXEMPTION,
    level: 'ERROR',
    tenant: null,
    object: `${lint}: ${object}`,
    detail: `allowed on purpose (${reason}), and nothing of it is found any more: it would hide the next one`,
    repair: `delete from easyflow.audit_exemptions where lint = ${quote(lint)} and object = ${quote(object)};`,
    changedAt: null,
  }
}
