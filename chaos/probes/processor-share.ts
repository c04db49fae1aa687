import { readdir, readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import type { SystemStatus } from '../../system/contracts/system-status.ts'

/** Processor time up to a moment, in clock ticks: of the whole machine, and of the system and this harness. */
interface ProcessorTime {
  readonly total: number
  readonly idle: number
  readonly own: number
}

/** A clock tick of /proc is a hundredth of a second, whatever the kernel counts in. */
const TICK_MS = 10

/**
 * Begins to watch who has the processors. The function that comes back says which share of the machine (0 to
 * 1) has since gone to anything but the system and this harness, or `undefined` where nobody can tell: figures
 * taken beside that are not the system's alone.
 */
export async function watchOthers(status: () => SystemStatus): Promise<() => Promise<number | undefined>> {
  const before = await readTime(status())
  return async () => {
    const after = await readTime(status())
    if (before === undefined || after === undefined) return undefined
    const total = after.total - before.total
    const others = total - (after.idle - before.idle) - (after.own - before.own)
    return total <= 0 ? undefined : Math.max(0, others / total)
  }
}

async function readTime(status: SystemStatus): Promise<ProcessorTime | undefined> {
  const own = await readOwn(status).catch(() => undefined)
  if (own === undefined) return undefined
  const times = cpus().map((cpu) => cpu.times)
  const idle = times.reduce((sum, cpu) => sum + cpu.idle, 0)
  const total = times.reduce((sum, cpu) => sum + cpu.user + cpu.nice + cpu.sys + cpu.irq + cpu.idle, 0)
  return { total: total / TICK_MS, idle: idle / TICK_MS, own }
}

/** Ours: everything below this process, below the supervisor and below each part, counted once. */
async function readOwn(status: SystemStatus): Promise<number> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const processes = (await Promise.all(names.map((name) => readProcess(Number(name))))).filter(
    (one) => one !== undefined,
  )
  const children = Map.groupBy(processes, ({ parent }) => parent)
  const ticks = new Map(processes.map((one) => [one.pid, one.ticks]))
  const counted = new Set<number>()
  const count = (pid: number): void => {
    if (counted.has(pid)) return
    counted.add(pid)
    for (const child of children.get(pid) ?? []) count(child.pid)
  }
  const parts = Object.values(status.parts).flatMap(({ pid }) => (pid === null ? [] : [pid]))
  for (const pid of [process.pid, status.supervisorPid, ...parts]) count(pid)
  return [...counted].reduce((sum, pid) => sum + (ticks.get(pid) ?? 0), 0)
}

async function readProcess(
  pid: number,
): Promise<{ readonly pid: number; readonly parent: number; readonly ticks: number } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The name in parentheses may hold blanks. Behind it: state, parent, …, and the four times as items 12 to 15.
  const items = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (items === undefined) return undefined
  const ticks = items.slice(11, 15).reduce((sum, item) => sum + Number(item), 0)
  return { pid, parent: Number(items[1]), ticks }
}
