import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { SqlSession } from '../probes/sql-session.ts'

/** A clock tick of /proc is a hundredth of a second, whatever the kernel counts in. */
const MS_PER_TICK = 10

/** What the watch takes of one processor while nothing changes, in percent. */
export interface WatchCost {
  readonly programPercent: number
  /** Of the server process that answers it. */
  readonly databasePercent: number
}

/** Looks at a watch that is at rest for `forMs`. Linux only: elsewhere undefined. */
export async function measureWatchCost(
  admin: SqlSession,
  watchPid: number,
  forMs: number,
): Promise<WatchCost | undefined> {
  const [row] = await admin.rows(
    "select pid from pg_stat_activity where application_name = 'easyflow-control-plane' order by backend_start desc limit 1",
  )
  const backend = Number(row?.['pid'])
  const read = (): readonly number[] => [watchPid, backend].map(readProcessorMs)
  try {
    const before = read()
    const startedAt = performance.now()
    await delay(forMs)
    const elapsedMs = performance.now() - startedAt
    const [programPercent = 0, databasePercent = 0] = read().map(
      (ms, index) => ((ms - (before[index] ?? 0)) / elapsedMs) * 100,
    )
    return { programPercent, databasePercent }
  } catch {
    return undefined
  }
}

function readProcessorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in parentheses may hold blanks. Behind it: state, parent, …, and user and system time as items 12 and 13.
  const items = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(items[11]) + Number(items[12])) * MS_PER_TICK
}
