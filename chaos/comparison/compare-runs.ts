import type { HistoryEvent } from '../history/history-event.ts'
import { eventsOf } from '../history/history-event.ts'
import type { Outcome } from '../verdict.ts'
import { operationsOfRun, type RunOperations } from './operations-of-run.ts'

/** One run of a scenario, as far as it is compared. */
export interface ComparedRun {
  /** How it is called in what is said. */
  readonly name: string
  readonly seed: number
  readonly history: readonly HistoryEvent[]
  /** Undefined: it did not get to its end. */
  readonly judgement:
    | {
        readonly outcome: Outcome
        readonly verdicts: readonly {
          readonly checker: string
          readonly verdict: { readonly outcome: Outcome }
        }[]
      }
    | undefined
}

export interface Comparison {
  readonly isSame: boolean
  /** How much was compared, or the first difference. */
  readonly said: string
  /** Operations that all runs have. */
  readonly operations: number
}

/**
 * Compares runs of one scenario: the same steps in the same order, of each stream of operations the same for as far as
 * the shortest goes, every attack met by the same layer, every checker of the same verdict. Pure.
 */
export function compareRuns([first, ...others]: readonly [ComparedRun, ...ComparedRun[]]): Comparison {
  if (others.length === 0) return { isSame: false, said: `only ${first.name} has it`, operations: 0 }
  const operations = operationsOfRun(first.history)
  const lengths = new Map([...operations.streams].map(([name, { length }]) => [name, length]))
  for (const other of others) {
    const theirs = operationsOfRun(other.history)
    const difference =
      differenceOfSeeds(first, other) ??
      differenceOfOperations({ run: first, operations }, { run: other, operations: theirs }) ??
      differenceOfVerdicts(first, other)
    if (difference !== undefined) return { isSame: false, said: difference, operations: 0 }
    for (const [name, { length }] of theirs.streams)
      lengths.set(name, Math.min(length, lengths.get(name) ?? 0))
  }
  const count = [...lengths.values()].reduce((sum, length) => sum + length, 0)
  if (count === 0) return { isSame: false, said: 'they have no operation in common', operations: 0 }
  return {
    isSame: true,
    said: `${count} operations in ${lengths.size} streams, ${operations.steps.length} steps`,
    operations: count,
  }
}

interface WithOperations {
  readonly run: ComparedRun
  readonly operations: RunOperations
}

function differenceOfSeeds(one: ComparedRun, other: ComparedRun): string | undefined {
  return one.seed === other.seed
    ? undefined
    : `seed ${one.seed} in ${one.name}, ${other.seed} in ${other.name}`
}

function differenceOfOperations(one: WithOperations, other: WithOperations): string | undefined {
  const tell = (what: string, left: string | undefined, right: string | undefined): string =>
    `${what}: ${left ?? 'nothing'} in ${one.run.name}, ${right ?? 'nothing'} in ${other.run.name}`
  const { steps } = one.operations
  const longest = Math.max(steps.length, other.operations.steps.length)
  const step = firstDifference(steps, other.operations.steps, longest)
  if (step !== undefined) return tell(`step ${step + 1}`, steps[step], other.operations.steps[step])
  const names = new Set([...one.operations.streams.keys(), ...other.operations.streams.keys()])
  for (const name of names) {
    const left = one.operations.streams.get(name)
    const right = other.operations.streams.get(name)
    if (left === undefined || right === undefined) return tell(`stream ${name}`, left?.[0], right?.[0])
    const place = firstDifference(left, right, Math.min(left.length, right.length))
    if (place !== undefined) return tell(`stream ${name}, operation ${place + 1}`, left[place], right[place])
  }
  return undefined
}

function firstDifference(
  left: readonly string[],
  right: readonly string[],
  length: number,
): number | undefined {
  for (let place = 0; place < length; place += 1) if (left[place] !== right[place]) return place
  return undefined
}

function differenceOfVerdicts(one: ComparedRun, other: ComparedRun): string | undefined {
  const left = sayings(one)
  const right = sayings(other)
  for (const what of new Set([...left.keys(), ...right.keys()]))
    if (left.get(what) !== right.get(what))
      return `${what}: ${left.get(what) ?? 'nothing'} in ${one.name}, ${right.get(what) ?? 'nothing'} in ${other.name}`
  return undefined
}

/** Everything that was found, without its words: they hold ids and times. */
function sayings({ history, judgement }: ComparedRun): ReadonlyMap<string, string> {
  const titles = new Map(eventsOf(history, 'attack-sent').map(({ id, title }) => [id, title]))
  const met = eventsOf(history, 'attack-met').map(({ id, refusedBy, asExpected }): [string, string] => [
    `attack ${id}, ${titles.get(id) ?? ''}`,
    `${refusedBy === 'none' ? 'nobody refused' : `refused by ${refusedBy}`}, ${asExpected ? 'as expected' : 'not as expected'}`,
  ])
  const checked = (judgement?.verdicts ?? []).map(({ checker, verdict }): [string, string] => [
    checker,
    verdict.outcome,
  ])
  return new Map([['verdict', judgement?.outcome ?? 'none'], ...checked, ...met])
}
