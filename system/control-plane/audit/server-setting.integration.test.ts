import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Finding } from '../../contracts/audit-report.ts'
import { installLints } from '../../database/install-lints.ts'
import { migrate } from '../../database/migrate.ts'
import { openInstaller, type OpenInstaller } from '../../platform/database/with-installer.ts'
import { eventually } from '../../test-support/eventually.ts'
import { openSuperuser, type Superuser } from '../../test-support/open-superuser.ts'
import { startTestPostgres } from '../../test-support/start-test-postgres.ts'
import { watchAudit } from './watch-audit.ts'

// A server of its own: what is set here holds for all sessions of it, and the other tests share theirs.
let postgres: Awaited<ReturnType<typeof startTestPostgres>>
let admin: Superuser

beforeAll(async () => {
  postgres = await startTestPostgres('only-for-this-test')
  admin = await openSuperuser(postgres.url)
  await migrate(admin)
  await installLints(admin)
}, 60_000)
afterAll(async () => {
  await admin.close()
  await postgres.stop()
})

test.each([
  ['session_replication_role', 'replica'],
  ['event_triggers', 'off'],
])('%s is %s for the whole server: the watch names it; mended by its repair: gone', async (name, value) => {
  const stop = new AbortController()
  const lines: string[] = []
  const open = (): Promise<OpenInstaller> => openInstaller(postgres.url)
  const ended = watchAudit({ open, asJson: true, signal: stop.signal }, (text) => lines.push(text))
  const seen = (event: string): Promise<{ finding: Finding }> =>
    eventually(
      `the watch to say ${event}`,
      () => {
        const line = lines.find(
          (one) => one.includes(`"${event}"`) && one.includes(`setting ${name} of the server`),
        )
        return Promise.resolve(line === undefined ? undefined : (JSON.parse(line) as { finding: Finding }))
      },
      { withinMs: 10_000 },
    )
  await eventually('the watch to begin', () => Promise.resolve(lines.at(0)), { withinMs: 10_000 })
  expect(lines).toEqual(['{"event":"watching"}'])
  await admin.rows(`alter system set ${name} = '${value}'`)
  await admin.rows('select pg_reload_conf()')
  const { finding } = await seen('appeared')
  // As psql sends it: one statement after the other, since this one may not stand in a transaction.
  for (const statement of finding.repair.split('; ')) await admin.rows(statement)
  await seen('gone')
  stop.abort()
  expect(await ended).toBe(0)
})
