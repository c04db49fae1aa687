import type { SqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'

const LOGINS = ['easyflow_api', 'easyflow_worker'] as const
const GUARDS = "select evtname as name from pg_event_trigger where evtname ~ '^easyflow'"

/** Makes the data plane's logins superusers, and switches off the triggers that guard against DDL. */
export function raiseLogins(admin: SqlSession): Omit<Fault, 'name'> {
  const setAll = async (role: 'superuser' | 'nosuperuser', guards: 'enable' | 'disable'): Promise<void> => {
    for (const { name } of await admin.rows(GUARDS)) {
      await admin.rows(`alter event trigger ${String(name)} ${guards}`)
    }
    for (const login of LOGINS) await admin.rows(`alter role ${login} ${role}`)
  }
  return {
    async inject() {
      await setAll('superuser', 'disable')
      const [row] = await admin.rows(
        'select count(*)::int as raised from pg_roles where rolsuper and rolname = any($1)',
        [LOGINS],
      )
      if (row?.['raised'] !== LOGINS.length) throw new Error('The logins are no superusers')
      return `${LOGINS.join(' and ')} are superusers`
    },
    heal: () => setAll('nosuperuser', 'enable'),
  }
}
