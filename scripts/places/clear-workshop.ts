import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, rmdirSync, rmSync } from 'node:fs'
import { sep } from 'node:path'

export const USER = 'easyflow-places'
export const CGROUPS = ['/sys/fs/cgroup/memory/easyflow-places', '/sys/fs/cgroup/easyflow-places']

const GRACE_ROUNDS = 100

/**
 * Ends every process that works in the workshop or has its state there, and removes its mounts, its user, its
 * control group and its folder. Does nothing where there is none; safe to call twice.
 */
export function clearWorkshop(base: string): void {
  endProcesses(base)
  for (const mount of mountsBelow(base)) spawnSync('umount', ['-l', mount])
  for (const group of CGROUPS) removeGroup(group)
  if (process.getuid?.() === 0) spawnSync('userdel', [USER], { stdio: 'ignore' })
  rmSync(base, { recursive: true, force: true, maxRetries: 5 })
}

/** What runs there, by pid: found by where it works and by what its environment names. */
export function processesOf(base: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => isWithin(linkOf(`/proc/${String(pid)}/cwd`), base) || namesIt(pid, base))
}

function endProcesses(base: string): void {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const pid of processesOf(base)) send(pid, signal)
    for (let round = 0; round < GRACE_ROUNDS && processesOf(base).length > 0; round += 1) {
      spawnSync('sleep', ['0.1'])
    }
  }
}

function namesIt(pid: number, base: string): boolean {
  return textOf(`/proc/${String(pid)}/environ`)
    .split('\0')
    .some(
      (entry) =>
        /^EASYFLOW_(STATE_DIR|INSTANCE_DIRECTORY)=/.test(entry) &&
        isWithin(entry.slice(entry.indexOf('=') + 1), base),
    )
}

const isWithin = (path: string, base: string): boolean => path === base || path.startsWith(base + sep)

/** The innermost first. The kernel writes a space in a name as \040. */
function mountsBelow(base: string): readonly string[] {
  return textOf('/proc/mounts')
    .split('\n')
    .map((line) => (line.split(' ')[1] ?? '').replaceAll(String.raw`\040`, ' '))
    .filter((mount) => isWithin(mount, base))
    .reverse()
}

function removeGroup(group: string): void {
  try {
    rmdirSync(group)
  } catch {
    // There is none.
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone meanwhile.
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
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
