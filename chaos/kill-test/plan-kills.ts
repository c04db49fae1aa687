import type { Scenario } from '../scenario/scenario.ts'
import { seededRandom } from '../workloads/seeded-random.ts'

/** One kill of a harness. */
export interface PlannedKill {
  readonly number: number
  readonly scenario: string
  /** Which of the run's faults, from 1 on, is meant when the time begins to run. */
  readonly fault: number
  readonly momentMs: number
}

/** Injecting a fault takes up to a second or two, what is done under it about as long. */
const MOMENT_MS_MAX = 2000

/** So many kills, the same for the same seed: each scenario that breaks something in turn, each at a random moment. */
export function planKills(
  scenarios: readonly Scenario[],
  { seed, rounds }: { readonly seed: number; readonly rounds: number },
): readonly PlannedKill[] {
  const breaking = scenarios.filter((scenario) => faultsIn(scenario) > 0)
  const random = seededRandom(seed, 'kill-test')
  const first = Math.floor(random() * breaking.length)
  return Array.from({ length: rounds }, (_, index) => {
    const scenario = breaking[(first + index) % breaking.length]
    if (scenario === undefined) throw new TypeError('No scenario breaks anything')
    const fault = 1 + Math.floor(random() * faultsIn(scenario))
    return {
      number: index + 1,
      scenario: scenario.name,
      fault,
      momentMs: Math.round(random() * MOMENT_MS_MAX),
    }
  })
}

const faultsIn = ({ disturbances, acts }: Scenario): number =>
  acts.reduce((sum, act) => sum + (act.disturbances ?? []).length, disturbances.length)
