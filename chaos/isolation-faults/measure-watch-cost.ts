import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { SqlSession } from '../probes/sql-session.ts'

/** A clock tick of /proc is a hundredth of a second, whatever the kernel counts in. */
const MS_PER_TICK = 10

/** What the watch takes of one processor while nothing changes, in percent. */
export interface WatchCost {
  readonly programPercent: number
  /** Of the server processes that answer it. */
  readonly databasePercent: number
}

/**
 * Looks at a watch that is at rest for `forMs`: at the program that was started and at those that it started, since
 * `easyflow` hands over to the Node of the installation. Linux only: elsewhere undefined.
 */
export async function measureWatchCost(
  admin: SqlSession,
  watchPid: number,
  forMs: number,
): Promise<WatchCost | undefined> {
  const rows = await admin.rows(
    "select pid from pg_stat_activity where application_name = 'easyflow-control-plane'",
  )
  const backends = rows.map((row) => Number(row['pid']))
  try {
    const groups = [withChildren(watchPid), backends]
    if (backends.length === 0) return undefined
    const read = (): readonly number[] => groups.map((pids) => sumOf(pids.map(readProcessorMs)))
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

function withChildren(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [
    pid,
    ...(children === '' ? [] : children.split(' ').flatMap((child) => withChildren(Number(child)))),
  ]
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)

function readProcessorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in parentheses may hold blanks. Behind it: state, parent, …, and user and system time as items 12 and 13.
  const items = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(items[11]) + Number(items[12])) * MS_PER_TICK
}
