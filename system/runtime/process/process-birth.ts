import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { execFile } from 'node:child_process'

const run = promisify(execFile)

/**
 * When a process began, as the operating system tells it. A pid comes back to someone else one day; a pid
 * with the same birth is the same process.
 *
 * @returns `undefined` when there is no such process, or only its remains.
 */
export async function birthOf(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? await birthOnLinux(pid) : await birthByPs(pid)
}

async function birthOnLinux(pid: number): Promise<string | undefined> {
  let stat: string
  try {
    stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8')
  } catch {
    // No such process.
    return undefined
  }
  // The name, in parentheses, may itself hold spaces and parentheses; the fields after it do not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : fields[19]
}

async function birthByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: 5000 })
    return stdout.trim() === '' ? undefined : stdout.trim()
  } catch {
    // ps ends with 1 when there is no such process.
    return undefined
  }
}
