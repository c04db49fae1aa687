import type { SystemStatus } from '../../system/contracts/system-status.ts'
import { runAuditOnce } from '../probes/audit-watch.ts'
import type { SqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'

/** Replaces every lint of the audit by one of the same columns that finds nothing. */
export function blindAudit(admin: SqlSession, status: SystemStatus): Fault {
  return {
    name: 'blind-audit',
    async inject() {
      const lints = await admin.rows(`select c.oid::regclass::text as name, pg_get_viewdef(c.oid) as source
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'repair'
        where c.relnamespace = 'easyflow_audit'::regnamespace and c.relkind = 'v'`)
      if (lints.length === 0) throw new Error('The audit has no lints that could be silenced')
      for (const { name, source } of lints) {
        await admin.rows(
          `create or replace view ${String(name)} as select * from (${String(source).replace(/;\s*$/, '')}) blind where false`,
        )
      }
      return `${lints.length} lints of the audit find nothing any more`
    },
    async heal() {
      const { code, text } = await runAuditOnce(status, ['--reinstall'])
      if (code !== 0 && code !== 1) throw new Error(`The lints could not be made anew: ${text}`)
    },
  }
}
