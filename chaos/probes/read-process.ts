import { readFileSync, readdirSync } from 'node:fs'

/** A process as the kernel shows it. */
export interface SeenProcess {
  readonly pid: number
  /** One letter. T: it stands still. */
  readonly state: string
  /** When it began. A pid comes back to someone else one day; a pid with the same birth is the same process. */
  readonly birth: string
}

/** One process, or `undefined` when there is none or only its remains. Linux only. */
export function readProcess(pid: number): SeenProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in parentheses, may itself hold spaces and parentheses; the fields after it do not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state = '', birth = ''] = [fields[0], fields[19]]
    return state === 'Z' || state === 'X' ? undefined : { pid, state, birth }
  } catch {
    return undefined
  }
}

/** Every process with `name=value` in the environment that it was started with. Linux only. */
export function findProcessesWith(name: string, value: string): readonly SeenProcess[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && environmentOf(entry).includes(`${name}=${value}`))
    .flatMap((entry) => readProcess(Number(entry)) ?? [])
}

function environmentOf(entry: string): readonly string[] {
  try {
    return readFileSync(`/proc/${entry}/environ`, 'utf8').split('\0')
  } catch {
    // Gone, or not of this account.
    return []
  }
}
