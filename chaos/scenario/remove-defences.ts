import { isDeepStrictEqual } from 'node:util'
import type { FaultDeclaration } from '../faults/registry.ts'
import type { Scenario } from './scenario.ts'

/**
 * The same scenario with defences taken away from beginning to end. What an act would break once more is left
 * out of it: it is broken already.
 *
 * @throws {TypeError} for a defence that the scenario does not name.
 */
export function removeDefences(scenario: Scenario, names: readonly string[]): Scenario {
  const removed = names.flatMap((name): readonly FaultDeclaration[] => {
    const defence = scenario.defences?.[name]
    if (defence !== undefined) return defence.by
    const known = Object.keys(scenario.defences ?? {}).join(', ')
    throw new TypeError(`${scenario.name} names no defence "${name}", only: ${known}`)
  })
  if (removed.length === 0) return scenario
  const isRemoved = (fault: FaultDeclaration): boolean => removed.some((one) => isDeepStrictEqual(one, fault))
  const without = (faults: readonly FaultDeclaration[]): readonly FaultDeclaration[] =>
    faults.filter((fault) => !isRemoved(fault))
  const [first, ...others] = scenario.acts.map((act) => ({
    ...act,
    disturbances: without(act.disturbances ?? []),
  }))
  if (first === undefined) throw new TypeError(`${scenario.name} has no act`)
  return {
    ...scenario,
    disturbances: [...without(scenario.disturbances), ...removed],
    acts: [first, ...others],
  }
}
