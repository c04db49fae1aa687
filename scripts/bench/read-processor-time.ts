import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second, whatever the kernel's own clock is. */
const MS_PER_TICK = 10

/**
 * The processor time that a process, its descendants, and those of them that have ended and been waited for
 * have used so far, in milliseconds. Linux only.
 *
 * @throws when the process is gone: a part left out would flatter the sum.
 */
export function readProcessorTimeOfTree(pid: number): number {
  const processes = readProcesses()
  const root = processes.get(pid)
  if (root === undefined) throw new Error(`There is no process ${String(pid)}`)
  const sum = (process: Process): number =>
    process.children.reduce((total, child) => total + sum(child), process.ticks)
  return sum(root) * MS_PER_TICK
}

/** The time all processors together have had since the machine started, and how much of it was used. */
export function readMachineTime(): { readonly totalMs: number; readonly busyMs: number } {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  // user nice system idle iowait irq softirq steal; what follows is counted in the first two already.
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number)
  const total = ticks.reduce((sum, value) => sum + value, 0)
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0)
  return { totalMs: total * MS_PER_TICK, busyMs: (total - idle) * MS_PER_TICK }
}

interface Process {
  readonly parent: number
  readonly ticks: number
  readonly children: Process[]
}

function readProcesses(): ReadonlyMap<number, Process> {
  const processes = new Map<number, Process>()
  for (const name of readdirSync('/proc')) {
    const process = /^\d+$/.test(name) ? readProcess(name) : undefined
    if (process !== undefined) processes.set(Number(name), process)
  }
  for (const process of processes.values()) processes.get(process.parent)?.children.push(process)
  return processes
}

/** `undefined`: it ended while the others were read. */
function readProcess(pid: string): Process | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The name in parentheses may hold blanks; the state comes after it, then the parent.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [utime = 0, stime = 0, childrenUtime = 0, childrenStime = 0] = fields.slice(11, 15)
  return { parent: fields[1] ?? 0, ticks: utime + stime + childrenUtime + childrenStime, children: [] }
}
