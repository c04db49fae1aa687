import { openAccess } from './access/open-access.ts'
import { buildStage } from './environment/stage.ts'
import type { Environment } from './environment/environment.ts'
import { playAct } from './play-act.ts'
import { readSteadyState } from './steady-state/read-steady-state.ts'
import { judgeRun, type RunJudgement } from './judge-run.ts'
import type { RunDirectory } from './history/run-directory.ts'
import { settleExecutions } from './probes/read-run-executions.ts'
import { readBeginning, readWitnesses } from './probes/read-witnesses.ts'
import type { Scenario } from './scenario/scenario.ts'
import { waitFor } from './wait-for.ts'
import { startWorkload, type RunningWorkload } from './workloads/start-workload.ts'
import { openFaultWatch } from './watch/open-fault-watch.ts'
import { holdFaults } from './faults/hold-faults.ts'
import type { RunningSystem } from '../system/contracts/running-system.ts'

export interface RunOptions {
  readonly system: RunningSystem
  readonly scenario: Scenario
  readonly directory: RunDirectory
  readonly seed: number
  /**
   * Done to the system before anything is read of it; what it returns undoes that once all is judged. No part of
   * the run: the run is to find it out.
   */
  readonly prepare?: (environment: Environment) => Promise<() => Promise<void>>
  /**
   * Whether it ends, healed, with the first attack, no control, that is not as expected: for whoever only wants to see
   * that something is. Nothing is waited for then, so of what came after it nothing is known. Default false.
   */
  readonly endsAtDeviation?: boolean
  /** One line of progress. */
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

/** How long the tenants' work may take to get going, and to get going again. */
const WORKLOAD_WITHIN_MS = 15_000
/** How long nothing of it may end before the rest is taken for stuck. */
const SETTLE_WITHIN_MS = 10_000

/**
 * The life of a run, in order: steady state, workload, faults and attacks act by act, healing, steady state,
 * witnesses, judgement. Every fault is healed on every way out. All of it is in the run's directory.
 *
 * @throws whatever kept the run from its end, once everything has been healed and written down.
 */
export async function runScenario(options: RunOptions): Promise<RunJudgement> {
  const { scenario, directory, seed, system } = options
  const { history } = directory
  const access = await openAccess(system)
  const environment: Environment = {
    access,
    stage: buildStage(access.addresses.apiUrl),
    label: `${scenario.name}-${seed}-${Date.now().toString(36)}`,
    seed,
    history,
  }
  const budget = AbortSignal.timeout(scenario.budgetMs)
  const signal = AbortSignal.any([options.signal, budget])
  // A statement that waits for a lock hears of no signal.
  const interrupt = (): void => void access.admin.interrupt()
  signal.addEventListener('abort', interrupt, { once: true })
  const begin = { scenario: scenario.name, label: environment.label, seed, time: new Date().toISOString() }
  history.write({ kind: 'run-began', ...begin })
  await directory.writeScenario(scenario)
  let undo: (() => Promise<void>) | undefined
  try {
    undo = await options.prepare?.(environment)
    const beginning = await readBeginning(environment)
    await readSteadyState(environment, { scenario, history, moment: 'before', signal })
    const { workload, isWhole } = await playAll(environment, { ...options, signal })
    if (isWhole) {
      await settleExecutions(environment, { withinMs: SETTLE_WITHIN_MS, signal })
      await workload.lookAgain()
      await readSteadyState(environment, { scenario, history, moment: 'after', signal })
    }
    history.write({ kind: 'run-ended', reason: null })
    const { witnesses, catalogue, logs } = await readWitnesses(environment, beginning)
    await directory.writeWitnesses(witnesses)
    await directory.keep({ before: beginning.catalogue, after: catalogue, logs })
    const judgement = judgeRun(await directory.record(scenario))
    await directory.writeJudgement(judgement)
    return judgement
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const reason = budget.aborted ? `Given up after its ${scenario.budgetMs} ms: ${message}` : message
    history.write({ kind: 'run-ended', reason, isInterrupted: options.signal.aborted })
    throw error
  } finally {
    signal.removeEventListener('abort', interrupt)
    await undo?.()
    await environment.stage.clearProxies()
    await access.close()
  }
}

/** Everything between the two looks at the steady state. */
async function playAll(
  environment: Environment,
  options: RunOptions,
): Promise<{ readonly workload: RunningWorkload; readonly isWhole: boolean }> {
  const { scenario, directory, onProgress, signal } = options
  const workload = startWorkload(environment, scenario.workload)
  const watch = openFaultWatch(environment, scenario)
  let isWhole = true
  try {
    await awaitAccepted(workload, scenario, scenario.workload.acceptedMin.before, signal)
    await watch.untilWatching(signal)
    await holdFaults(
      environment,
      { faults: scenario.disturbances, directory, onProgress, signal },
      async (outer) => {
        for (const act of scenario.acts)
          if (isWhole) isWhole = await playAct(environment, act, { ...options, outer, watch })
      },
    )
    if (isWhole) {
      await watch.expectQuiet(signal)
      await awaitAccepted(workload, scenario, scenario.workload.acceptedMin.after, signal)
    }
    return { workload, isWhole }
  } finally {
    await Promise.all([workload.stop(), watch.stop()])
  }
}

/**
 * Waits until each tenant has had so many operations accepted that were sent from now on: of one that is under way
 * the answer may have come before. What does not come is the checkers' business.
 */
async function awaitAccepted(
  workload: RunningWorkload,
  { workload: { tenants } }: Scenario,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const since = performance.now()
  const isDone = (): boolean => tenants.every((tenant) => workload.acceptedOf(tenant, since) >= count)
  try {
    await waitFor('every tenant to be served', signal, () => Promise.resolve(isDone()), WORKLOAD_WITHIN_MS)
  } catch {
    signal.throwIfAborted()
  }
}
