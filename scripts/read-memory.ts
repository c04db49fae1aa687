import { readdir, readFile } from 'node:fs/promises'

/**
 * The memory of a process and all its descendants, in bytes: proportional set size (PSS), in which a page
 * shared by n processes counts as one n-th for each. Linux only. Needs to own the processes, or be root.
 *
 * @param others processes that are counted on their own: they and their descendants are left out.
 * @throws when the process is gone or its memory may not be read: a part left out would flatter the sum.
 */
export async function readMemoryOfTree(pid: number, others: ReadonlySet<number>): Promise<number> {
  const pids = descendantsOf(pid, await readParents(), others)
  const own = await readPss(pid)
  // A descendant may end while the others are read; the first process may not.
  const below = await Promise.all(pids.map((child) => readPss(child).catch(ignoreEnded)))
  return own + below.reduce((sum, bytes) => sum + bytes, 0)
}

/** Every process by its parent's id. */
async function readParents(): Promise<ReadonlyMap<number, readonly number[]>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const children = new Map<number, number[]>()
  for (const pid of pids) {
    const parent = await readParent(pid)
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  return children
}

async function readParent(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined)
  // The name in parentheses may hold blanks; the parent is the second field after it.
  const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
  return parent === undefined ? undefined : Number(parent)
}

function descendantsOf(
  pid: number,
  children: ReadonlyMap<number, readonly number[]>,
  others: ReadonlySet<number>,
): readonly number[] {
  const own = (children.get(pid) ?? []).filter((child) => !others.has(child))
  return own.flatMap((child) => [child, ...descendantsOf(child, children, others)])
}

async function readPss(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8')
  const kilobytes = /^Pss:\s+(?<kilobytes>\d+) kB$/m.exec(rollup)?.groups?.['kilobytes']
  if (kilobytes === undefined) throw new Error(`No PSS in /proc/${String(pid)}/smaps_rollup`)
  return Number(kilobytes) * 1024
}

function ignoreEnded(error: NodeJS.ErrnoException): number {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return 0
  throw error
}
