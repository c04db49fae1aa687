import type { SystemStatus } from '../../system/contracts/system-status.ts'
import { watchOthers } from './processor-share.ts'

/** What others may take of the machine before a time says nothing about the system any more. */
const OTHERS_MAX = 0.2

/**
 * Begins to watch who has the processors. The function that comes back says why a time that was taken meanwhile
 * cannot be relied on, or `undefined`.
 */
export async function watchForDoubt(status: () => SystemStatus): Promise<() => Promise<string | undefined>> {
  const readOthers = await watchOthers(status)
  return async () => {
    const others = await readOthers()
    if (others === undefined) return 'nobody can tell what else ran on this machine'
    if (others <= OTHERS_MAX) return undefined
    return `${Math.round(others * 100)} % of the machine went to something else`
  }
}
