import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, sep } from 'node:path'
import type { KnownProcess } from './end-process.ts'
import { OWN_MARK } from './own-mark.ts'
import { birthNow } from './process-birth.ts'

export interface OwnProcess extends KnownProcess {
  /** Postgres is asked to end by another signal than the rest. */
  readonly isPostgres: boolean
}

export interface OwnSigns {
  /** Whose environment says exactly this is ours. */
  readonly directory: string
  /** Postgres writes over its environment: it is ours when it works in here… */
  readonly postgresDirectory: string
  /** …and its program lies below one of these. */
  readonly postgresPrograms: readonly string[]
}

/**
 * Finds every process of one instance by what cannot be had by accident: the mark in its environment, or, for
 * Postgres, its program and the directory it works in. A pid in a file, a working directory or a command
 * line alone is no proof.
 */
export function findOwnProcesses(signs: OwnSigns): readonly OwnProcess[] {
  if (process.platform !== 'linux') return findByPs(signs)
  // The links in /proc name no symbolic link that was gone through.
  return findInProc({
    directory: realOf(signs.directory),
    postgresDirectory: realOf(signs.postgresDirectory),
    postgresPrograms: signs.postgresPrograms.map(realOf),
  })
}

function findInProc(signs: OwnSigns): readonly OwnProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).flatMap((pid): OwnProcess[] => {
    // The birth first: should the pid change hands meanwhile, what was seen belongs to no one any more.
    const birth = birthNow(pid)
    if (pid === process.pid || birth === undefined) return []
    const isPostgres = isOurPostgres(pid, signs)
    return isPostgres || isMarked(pid, signs.directory) ? [{ pid, birth, isPostgres }] : []
  })
}

function isMarked(pid: number, directory: string): boolean {
  const mark = `${OWN_MARK}=`
  const variables = read(`/proc/${String(pid)}/environ`).split('\0')
  return variables.some((text) => text.startsWith(mark) && realOf(text.slice(mark.length)) === directory)
}

function isOurPostgres(pid: number, { postgresDirectory, postgresPrograms }: OwnSigns): boolean {
  const folder = `/proc/${String(pid)}`
  const program = linkOf(`${folder}/exe`)
  const isOurs = (path: string): boolean =>
    basename(path) === 'postgres' && postgresPrograms.some((below) => path.startsWith(below + sep))
  if (program !== undefined) {
    return isOurs(program) && isWithin(linkOf(`${folder}/cwd`) ?? '', postgresDirectory)
  }
  // Root without the right to trace, as in many containers, sees no links of another account's process. A
  // server that we started is still known by its whole command line.
  const [command = '', flag, data = ''] = read(`${folder}/cmdline`).split('\0')
  return (
    process.getuid?.() === 0 &&
    isOurs(realOf(command)) &&
    flag === '-D' &&
    isWithin(realOf(data), postgresDirectory)
  )
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory + sep)
}

/** macOS: `ps` shows the environment of our own account's processes. */
function findByPs({ directory, postgresDirectory }: OwnSigns): readonly OwnProcess[] {
  const text = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
  })
  return text.split('\n').flatMap((line): OwnProcess[] => {
    const pid = Number.parseInt(line, 10)
    const isPostgres = line.includes(`/postgres -D ${postgresDirectory}${sep}`)
    const isOurs = isPostgres || `${line} `.includes(` ${OWN_MARK}=${directory} `)
    const birth = isOurs && pid !== process.pid ? birthNow(pid) : undefined
    return birth === undefined ? [] : [{ pid, birth, isPostgres }]
  })
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Gone, or another account's, which is none of ours.
    return ''
  }
}

function realOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // Not there any more: as it was written, then.
    return path
  }
}

function linkOf(path: string): string | undefined {
  try {
    // What was removed while it was in use keeps its name, with this behind it.
    return readlinkSync(path).replace(/ \(deleted\)$/, '')
  } catch {
    return undefined
  }
}
