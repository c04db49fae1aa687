import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from '../environment/environment.ts'
import { tablesOf } from '../faults/tables-of.ts'
import { startAuditWatch } from '../probes/audit-watch.ts'
import type { AuditNaming } from '../scenario/scenario.ts'
import { waitFor } from '../wait-for.ts'
import { judgeNaming, type Naming } from './judge-naming.ts'

/** Longer than any claim, so that a late naming is told from none. */
const PATIENCE_MS = 4000

/** `easyflow audit --watch`, left running beside a run. */
export interface AuditOfRun {
  readonly untilWatching: (signal: AbortSignal) => Promise<void>
  /** Waits until all of it has been named and nothing else, and says what was. */
  readonly namingsOf: (
    expected: readonly AuditNaming[],
    options: { readonly since: number; readonly signal: AbortSignal },
  ) => Promise<readonly Naming[]>
  /** Waits until all has been taken back, and says whether it was. */
  readonly quietNaming: (signal: AbortSignal) => Promise<Naming>
  readonly stop: () => Promise<void>
}

/** Starts the audit as an operator would leave it running. */
export function openAuditOfRun({ access }: Environment): AuditOfRun {
  const audit = startAuditWatch(access.system.status())
  const hasEnded = (): boolean => audit.endedWith() !== undefined
  return {
    untilWatching: (signal) =>
      waitFor('the audit to watch', signal, () => Promise.resolve(audit.isWatching() || hasEnded())),
    async namingsOf(expected, { since, signal }) {
      const tables = new Map<string, readonly string[]>()
      for (const { tenant } of expected) tables.set(tenant, await tablesOf(access.admin, tenant))
      const judge = (): readonly Naming[] =>
        judgeNaming(audit.open(), expected, { since, tablesOf: (tenant) => tables.get(tenant) ?? [] })
      await waitAtMost(signal, () => hasEnded() || judge().every(({ afterMs }) => afterMs !== null))
      const ending = audit.endedWith()
      // A watcher that has ended names nothing, whatever it said before.
      if (ending === undefined) return judge()
      return judge().map(({ fault }) => ({ fault, named: ending, afterMs: null, asExpected: false }))
    },
    async quietNaming(signal) {
      await waitAtMost(signal, () => audit.open().length === 0 || hasEnded())
      const left = audit.open().map(({ lint, object }) => `${lint} on ${object}`)
      const said = left.length === 0 ? 'all was taken back' : `still ${left.join(', ')}`
      return {
        fault: 'nothing, once all was healed',
        named: audit.endedWith() ?? said,
        afterMs: null,
        asExpected: left.length === 0 && !hasEnded(),
      }
    },
    stop: () => audit.stop(),
  }
}

/** No error when the time is over: what did not come is a result. */
async function waitAtMost(signal: AbortSignal, isReached: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS
  while (!isReached() && performance.now() < giveUpAt) await delay(10, undefined, { signal })
}
