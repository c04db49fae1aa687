import type { Installer } from './with-installer.ts'

/** Any numbers, one for each thing of which one process at a time may do it. They belong to a database. */
const LOCKS = { tenants: 4_170_231_338, issuerKeys: 4_170_231_339, probe: 4_170_231_340 } as const
const WAIT_MS = 60_000

type LockName = keyof typeof LOCKS

/**
 * Runs `work` while this session alone holds the named lock. Commands that were started twice follow one
 * another this way, and each sees what the one before it left.
 *
 * @throws the driver's error 55P03 when the lock is not to be had within a minute, or within `withinMs`.
 */
export async function holdLock<Result>(
  installer: Installer,
  lock: LockName | { readonly name: LockName; readonly withinMs: number },
  work: () => Promise<Result>,
): Promise<Result> {
  const { name, withinMs } = typeof lock === 'string' ? { name: lock, withinMs: WAIT_MS } : lock
  // `lock_timeout` counts for this lock as well, and those who make tenants take longer than it allows.
  const { rows } = await installer.query<{ before: string }>(
    "select current_setting('lock_timeout') as before",
  )
  await installer.query("select set_config('lock_timeout', $1, false)", [`${String(withinMs)}ms`])
  try {
    await installer.query('select pg_advisory_lock($1)', [LOCKS[name]])
  } finally {
    await installer.query("select set_config('lock_timeout', $1, false)", [rows[0]?.before ?? '5s'])
  }
  try {
    return await work()
  } finally {
    await installer.query('select pg_advisory_unlock($1)', [LOCKS[name]])
  }
}
