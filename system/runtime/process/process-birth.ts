import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When a process began, as the operating system tells it. A pid comes back to someone else one day; a pid
 * with the same birth is the same process.
 *
 * @returns `undefined` when there is no such process, or only its remains. Never holds a space.
 */
export function birthNow(pid: number): string | undefined {
  return process.platform === 'linux' ? birthOnLinux(pid) : birthByPs(pid)
}

/** The same, for whoever awaits it. */
export async function birthOf(pid: number): Promise<string | undefined> {
  return await Promise.resolve(birthNow(pid))
}

function birthOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    // The name, in parentheses, may itself hold spaces and parentheses; the fields after it do not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    // No such process.
    return undefined
  }
}

function birthByPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      timeout: 5000,
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return text.trim() === '' ? undefined : text.trim().split(/\s+/).join('_')
  } catch {
    // ps ends with 1 when there is no such process.
    return undefined
  }
}
