import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { openAccess } from '../access/open-access.ts'
import { startAuditWatch } from '../probes/audit-watch.ts'
import { compareCatalogues, readCatalogue } from '../probes/read-catalogue.ts'
import { waitFor } from '../wait-for.ts'
import type { IsolationFault } from './isolation-fault.ts'
import type { IsolationResult } from './isolation-result.ts'
import { measureWatchCost, type WatchCost } from './measure-watch-cost.ts'
import { measureFault } from './measure-fault.ts'

/** The watch is a process of its own, which has to start. */
const WATCHING_WITHIN_MS = 15_000

/**
 * Makes every fault on a running system, one after the other, each in a fresh state, with the operator's own
 * `easyflow audit --watch` beside it.
 *
 * @throws {Error} when the system is not clean before a fault, or not the same as before at the end.
 */
export async function runIsolationFaults(options: {
  readonly system: RunningSystem
  readonly faults: readonly IsolationFault[]
  readonly signal: AbortSignal
  readonly onResult: (result: IsolationResult) => void
  /** How long the watch is looked at while nothing changes. Default: not. */
  readonly restMs?: number
}): Promise<{ readonly results: readonly IsolationResult[]; readonly cost: WatchCost | undefined }> {
  const { system, faults, signal, onResult, restMs } = options
  const access = await openAccess(system)
  const watch = startAuditWatch(system.status())
  try {
    await waitFor(
      `the audit to watch (${watch.endedWith() ?? 'it has not begun'})`,
      signal,
      () => Promise.resolve(watch.isWatching()),
      WATCHING_WITHIN_MS,
    )
    const cost = restMs === undefined ? undefined : await measureWatchCost(access.admin, watch.pid, restMs)
    const before = await readCatalogue({ access })
    const { database } = system.credentials().postgres
    const results: IsolationResult[] = []
    for (const fault of faults) {
      signal.throwIfAborted()
      const result = await measureFault({ access, watch, database, signal }, fault)
      results.push(result)
      onResult(result)
    }
    const [change] = compareCatalogues(before, await readCatalogue({ access })).rows
    if (change !== undefined)
      throw new Error(
        `Healing left a change behind: ${change.object} was ${change.before ?? 'not there'}, is ${change.after ?? 'gone'}`,
      )
    return { results, cost }
  } finally {
    await watch.stop()
    await access.close()
  }
}
