import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process as /proc shows it. The runtime's own search is not used: what it overlooks has to be seen here. */
export interface SeenProcess {
  readonly pid: number
  readonly parent: number
  readonly args: readonly string[]
}

/** Every process that has to do with a directory: in its arguments, environment, working directory or open files. */
export function findProcesses(directory: string): readonly SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name): SeenProcess[] => {
      const folder = `/proc/${name}`
      const stat = textOf(`${folder}/stat`)
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (parent === undefined || state === 'Z' || state === 'X') return []
      const args = textOf(`${folder}/cmdline`).split('\0')
      return touches(folder, directory) ? [{ pid: Number(name), parent: Number(parent), args }] : []
    })
}

/** Of those, the ones that neither are `root` nor descend from it. */
export function findOrphans(directory: string, root: number | undefined): readonly SeenProcess[] {
  const seen = findProcesses(directory)
  return seen.filter(({ pid }) => root === undefined || !descends(pid, root))
}

function touches(folder: string, directory: string): boolean {
  const isInside = (text: string): boolean => text === directory || text.startsWith(`${directory}/`)
  if (isInside(linkOf(`${folder}/cwd`))) return true
  const words = [...textOf(`${folder}/cmdline`).split('\0'), ...textOf(`${folder}/environ`).split('\0')]
  if (words.some((word) => isInside(word) || isInside(word.slice(word.indexOf('=') + 1)))) return true
  return namesOf(`${folder}/fd`).some((name) => isInside(linkOf(`${folder}/fd/${name}`)))
}

function descends(pid: number, root: number): boolean {
  for (let current = pid; current > 1;) {
    if (current === root) return true
    const stat = textOf(`/proc/${String(current)}/stat`)
    current = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0)
  }
  return false
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It is gone, or not for us to read.
    return ''
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function namesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
