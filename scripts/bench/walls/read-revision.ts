import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The commit of this checkout, with "+" when something is changed; "unknown" where there is no git. */
export async function readRevision(): Promise<string> {
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('git', args, { cwd: import.meta.dirname })).stdout.trim()
  try {
    const isChanged = (await git('status', '--porcelain')) !== ''
    return `${await git('rev-parse', '--short', 'HEAD')}${isChanged ? '+' : ''}`
  } catch {
    return 'unknown'
  }
}
