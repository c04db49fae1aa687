import type { RunningSystem } from '../../system/contracts/running-system.ts'
import type { CheckerName } from '../checkers/registry.ts'
import { openRun } from '../history/open-run.ts'
import type { RunJudgement } from '../judge-run.ts'
import { runScenario } from '../run-scenario.ts'
import type { Outcome } from '../verdict.ts'
import { baseScenarios } from './base-scenarios.ts'
import type { Mutant } from './mutant.ts'
import { tellLie } from './tell-lie.ts'

/** What became of a mutant; or, without one, of a scenario in which nobody lies. */
export interface MutantResult {
  /** Undefined: nobody lied, and nobody may cry. */
  readonly mutant: Mutant | undefined
  readonly scenario: Mutant['scenario']
  /**
   * caught: the checker that has to find it did, with the words that it should. survived: it did not. not tried:
   * the lie could not be told, or the run did not come to its end.
   */
  readonly outcome: 'caught' | 'survived' | 'not tried'
  /** By checker; empty when it was not tried. */
  readonly verdicts: ReadonlyMap<CheckerName, Outcome>
  /** What the checker said, or why it was not caught or tried. */
  readonly reason: string
  readonly elapsedMs: number
  readonly directory: string
}

export interface RunMutantsOptions {
  readonly system: RunningSystem
  readonly mutants: readonly Mutant[]
  readonly seed: number
  /** Under which the run directories are made. */
  readonly root: string
  readonly commandLine: readonly string[]
  readonly onResult: (result: MutantResult) => void
  readonly signal: AbortSignal
}

/** Lets mutants lie one at a time, each scenario without a lie before: whoever cries then proves nothing. */
export async function runMutants(options: RunMutantsOptions): Promise<readonly MutantResult[]> {
  const { mutants, onResult, signal } = options
  const scenarios = [...new Set(mutants.map(({ scenario }) => scenario))]
  const wanted = scenarios.flatMap((scenario) => [
    { scenario, mutant: undefined },
    ...mutants.filter((one) => one.scenario === scenario).map((mutant) => ({ scenario, mutant })),
  ])
  const results: MutantResult[] = []
  for (const { scenario, mutant } of wanted) {
    signal.throwIfAborted()
    const result = await runOne(options, scenario, mutant)
    onResult(result)
    results.push(result)
  }
  return results
}

async function runOne(
  options: RunMutantsOptions,
  scenario: Mutant['scenario'],
  mutant: Mutant | undefined,
): Promise<MutantResult> {
  const startedAt = performance.now()
  const { system, seed, signal } = options
  const declared = baseScenarios[scenario]
  const directory = await openRun({ ...options, scenario: declared })
  const rest = (): Pick<MutantResult, 'mutant' | 'scenario' | 'elapsedMs' | 'directory'> => {
    return { mutant, scenario, elapsedMs: performance.now() - startedAt, directory: directory.path }
  }
  try {
    const judgement = await runScenario({
      system,
      scenario: declared,
      directory,
      seed,
      onProgress: () => undefined,
      signal,
      ...(mutant === undefined ? {} : { prepare: (environment) => tellLie(environment, mutant) }),
    })
    const verdicts = new Map(judgement.verdicts.map(({ checker, verdict }) => [checker, verdict.outcome]))
    return { ...rest(), verdicts, ...judge(judgement, mutant) }
  } catch (error) {
    signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    return { ...rest(), outcome: 'not tried', verdicts: new Map(), reason }
  } finally {
    await directory.close()
  }
}

/** Whether whoever has to find the lie did; without a lie, whether nobody found anything. */
export function judge(
  { verdicts, outcome, deviation }: RunJudgement,
  mutant: Mutant | undefined,
): Pick<MutantResult, 'outcome' | 'reason'> {
  if (mutant === undefined) {
    const isQuiet = outcome === 'holds'
    return {
      outcome: isQuiet ? 'caught' : 'survived',
      reason: isQuiet ? 'nobody cried' : (deviation ?? outcome),
    }
  }
  const { caughtBy, says } = mutant
  const found = verdicts.find(({ checker }) => checker === caughtBy)?.verdict
  if (found === undefined) return { outcome: 'survived', reason: `${caughtBy} was not asked` }
  if (found.outcome === 'unknown')
    return { outcome: 'survived', reason: `${caughtBy} did not know: ${found.reason}` }
  if (found.outcome === 'holds') return { outcome: 'survived', reason: `${caughtBy} found nothing` }
  const witness = found.witnesses.find(({ explanation }) => says.test(explanation))
  return witness === undefined
    ? { outcome: 'survived', reason: `${caughtBy} found something else: ${found.witnesses[0].explanation}` }
    : { outcome: 'caught', reason: witness.explanation }
}
