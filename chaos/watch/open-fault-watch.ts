import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from '../environment/environment.ts'
import { tablesOf } from '../faults/tables-of.ts'
import { startAuditWatch, type AuditWatch } from '../probes/audit-watch.ts'
import { watchOthers } from '../probes/processor-share.ts'
import type { Act, Scenario } from '../scenario/scenario.ts'
import { waitFor } from '../wait-for.ts'
import { judgeNaming, type Naming } from './judge-naming.ts'

/** Longer than any claim, so that a late naming is told from none. */
const PATIENCE_MS = 4000
/** What others may take of the machine before a late naming says nothing about the watcher. */
const OTHERS_MAX = 0.2

/** The operator's own programs, left running beside a run: what they name of its faults. */
export interface FaultWatch {
  /** Resolves once it has looked, so that whatever changes from now on is noticed. */
  readonly untilWatching: (signal: AbortSignal) => Promise<void>
  /** Waits until the act's faults have been named, all of them and nothing else, and notes what was. */
  readonly expectNamed: (act: Act, signal: AbortSignal) => Promise<readonly Naming[]>
  /** Waits until everything has been taken back, and notes what was not. */
  readonly expectQuiet: (signal: AbortSignal) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts what the scenario expects to name its faults. Where it expects nothing, nothing is started. */
export function openFaultWatch(environment: Environment, scenario: Scenario): FaultWatch {
  const isWatched = scenario.acts.some(({ named = [] }) => named.length > 0)
  if (!isWatched) return UNWATCHED
  const audit = startAuditWatch(environment.access.system.status())
  const note = (naming: Naming, doubt?: string): void =>
    environment.history.write({
      kind: 'named',
      watcher: 'audit',
      ...naming,
      ...(doubt === undefined ? {} : { doubt }),
    })
  return {
    untilWatching: (signal) =>
      waitFor('the audit to watch', signal, () =>
        Promise.resolve(audit.isWatching() || audit.endedWith() !== undefined),
      ),
    async expectNamed({ named = [] }, signal) {
      if (named.length === 0) return []
      const since = performance.now()
      const readOthers = await watchOthers(() => environment.access.system.status())
      const tenants = [...new Set(named.map(({ tenant }) => tenant))]
      const tables = new Map(
        await Promise.all(
          tenants.map(async (tenant) => [tenant, await tablesOf(environment.access.admin, tenant)] as const),
        ),
      )
      const judge = (): readonly Naming[] =>
        judgeNaming(audit.open(), named, {
          since,
          tablesOf: (tenant) => [...tables].find(([one]) => one === tenant)?.[1] ?? [],
        })
      const isDone = (): boolean => judge().every(({ afterMs }) => afterMs !== null)
      await waitAtMost(signal, () => isDone() || audit.endedWith() !== undefined)
      const namings = withEnding(audit, judge())
      const others = namings.some(isLate) ? await readOthers() : 0
      const doubt =
        others === undefined || others > OTHERS_MAX
          ? 'something else kept the machine busy, so the time says nothing about the watcher'
          : undefined
      for (const naming of namings) note(naming, isLate(naming) ? doubt : undefined)
      return namings
    },
    async expectQuiet(signal) {
      await waitAtMost(signal, () => audit.open().length === 0 || audit.endedWith() !== undefined)
      const left = audit.open().map(({ lint, object }) => `${lint} on ${object}`)
      const said =
        audit.endedWith() ?? (left.length === 0 ? 'all was taken back' : `still ${left.join(', ')}`)
      const asExpected = left.length === 0 && audit.endedWith() === undefined
      note({ fault: 'nothing, once all was healed', named: said, afterMs: null, asExpected })
    },
    stop: () => audit.stop(),
  }
}

const UNWATCHED: FaultWatch = {
  untilWatching: () => Promise.resolve(),
  expectNamed: () => Promise.resolve([]),
  expectQuiet: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}

/** Named, and too late. */
const isLate = ({ afterMs, asExpected }: Naming): boolean => afterMs !== null && !asExpected

/** A watcher that has ended names nothing, whatever it said before. */
function withEnding(audit: AuditWatch, namings: readonly Naming[]): readonly Naming[] {
  const ending = audit.endedWith()
  if (ending === undefined) return namings
  return namings.map(({ fault }) => ({ fault, named: ending, afterMs: null, asExpected: false }))
}

/** No error when the time is over: what did not come is a result. */
async function waitAtMost(signal: AbortSignal, isReached: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS
  while (!isReached() && performance.now() < giveUpAt) await delay(10, undefined, { signal })
}
