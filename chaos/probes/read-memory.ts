import { readdir, readFile } from 'node:fs/promises'

/**
 * Bytes of memory that a process and all its descendants have, shared pages counted by their share (PSS).
 * Linux only.
 *
 * @throws {Error} when it cannot be read: no such process, or someone else's.
 */
export async function readMemory(pid: number): Promise<number> {
  const parents = await readParents()
  const family = new Set([pid])
  // Parents may be listed after their children, so again until nobody is added.
  for (let before = 0; before !== family.size;) {
    before = family.size
    for (const [child, parent] of parents) if (family.has(parent)) family.add(child)
  }
  const own = await readOwn(pid)
  const others = [...family].filter((one) => one !== pid)
  // A backend may have ended since.
  const rest = await Promise.all(others.map((one) => readOwn(one).catch(() => 0)))
  return rest.reduce((sum, bytes) => sum + bytes, own)
}

async function readParents(): Promise<ReadonlyMap<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      // The name in parentheses may hold blanks.
      return [pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const
    }),
  )
  return new Map(found)
}

async function readOwn(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]
  if (kibibytes === undefined) throw new Error(`The memory of process ${pid} cannot be read`)
  return Number(kibibytes) * 1024
}
