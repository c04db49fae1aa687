import { expect, test } from 'vitest'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import { planKills } from './plan-kills.ts'

const scenarios = await loadScenarios()

test('the same seed: the same kills; another one: others', () => {
  const plan = (seed: number) => planKills(scenarios, { seed, rounds: 10 })

  expect(plan(1)).toEqual(plan(1))
  expect(plan(1)).not.toEqual(plan(2))
})

test('as many rounds as scenarios: each has its turn, and no fault is waited for that it has not got', () => {
  const kills = planKills(scenarios, { seed: 1, rounds: scenarios.length })

  expect(new Set(kills.map(({ scenario }) => scenario)).size).toBe(scenarios.length)
  for (const { scenario, fault } of kills) {
    const { disturbances = [], acts = [] } = scenarios.find(({ name }) => name === scenario) ?? {}
    const faults = acts.flatMap((act) => act.disturbances ?? []).length + disturbances.length
    expect(fault).toBeLessThanOrEqual(faults)
  }
})

test('nothing to break: refused', () => {
  expect(() => planKills([], { seed: 1, rounds: 1 })).toThrow('No scenario breaks anything')
})
