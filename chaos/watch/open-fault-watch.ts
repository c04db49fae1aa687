import type { Environment } from '../environment/environment.ts'
import { compareKeys } from '../probes/compare-keys.ts'
import { watchForDoubt } from '../probes/watch-for-doubt.ts'
import type { Act, AuditNaming, KeysNaming, Scenario } from '../scenario/scenario.ts'
import type { Naming } from './judge-naming.ts'
import { openAuditOfRun, type AuditOfRun } from './open-audit-of-run.ts'

/** The operator's own programs, beside a run: what they name of its faults. */
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
export function openFaultWatch(environment: Environment, { acts }: Scenario): FaultWatch {
  const all = acts.flatMap(({ named = [] }) => named)
  const audit = all.some(({ by }) => by === 'audit') ? openAuditOfRun(environment) : undefined
  const areKeysWatched = all.some(({ by }) => by === 'keys')
  const note = (watcher: 'audit' | 'keys', naming: Naming, doubt?: string): void =>
    environment.history.write({
      kind: 'named',
      watcher,
      ...naming,
      ...(doubt === undefined ? {} : { doubt }),
    })
  return {
    untilWatching: async (signal) => audit?.untilWatching(signal),
    async expectNamed({ named = [] }, signal) {
      if (named.length === 0) return []
      const since = performance.now()
      const readDoubt = await watchForDoubt(() => environment.access.system.status())
      const said = [
        ...(await namedByAudit(
          audit,
          named.filter((one) => one.by === 'audit'),
          since,
          signal,
        )),
        ...(await namedByKeys(
          environment,
          named.filter((one) => one.by === 'keys'),
          since,
        )),
      ]
      const doubt = said.some(({ naming }) => isLate(naming)) ? await readDoubt() : undefined
      for (const { watcher, naming } of said) note(watcher, naming, isLate(naming) ? doubt : undefined)
      return said.map(({ naming }) => naming)
    },
    async expectQuiet(signal) {
      if (audit !== undefined) note('audit', await audit.quietNaming(signal))
      if (areKeysWatched) note('keys', await quietKeys(environment))
    },
    stop: async () => audit?.stop(),
  }
}

interface Said {
  readonly watcher: 'audit' | 'keys'
  readonly naming: Naming
}

async function namedByAudit(
  audit: AuditOfRun | undefined,
  expected: readonly AuditNaming[],
  since: number,
  signal: AbortSignal,
): Promise<readonly Said[]> {
  if (audit === undefined || expected.length === 0) return []
  const namings = await audit.namingsOf(expected, { since, signal })
  return namings.map((naming) => ({ watcher: 'audit', naming }))
}

/** Asked once: it is a comparison that an operator makes, and nothing that is left running. */
async function namedByKeys(
  { access }: Environment,
  expected: readonly KeysNaming[],
  since: number,
): Promise<readonly Said[]> {
  if (expected.length === 0) return []
  const differences = await compareKeys(access.system.status())
  const afterMs = Math.round(performance.now() - since)
  const isNamed = differences.length > 0
  return expected.map(({ fault, withinMs }) => ({
    watcher: 'keys',
    naming: {
      fault,
      named: isNamed ? differences.join(', ') : 'the key set and Postgres know the same keys',
      afterMs: isNamed ? afterMs : null,
      asExpected: isNamed && afterMs <= withinMs,
    },
  }))
}

async function quietKeys({ access }: Environment): Promise<Naming> {
  const differences = await compareKeys(access.system.status())
  const asExpected = differences.length === 0
  const named = asExpected ? 'the key set and Postgres know the same keys' : differences.join(', ')
  return { fault: 'nothing, once all was healed', named, afterMs: null, asExpected }
}

/** Named, and too late. */
const isLate = ({ afterMs, asExpected }: Naming): boolean => afterMs !== null && !asExpected
