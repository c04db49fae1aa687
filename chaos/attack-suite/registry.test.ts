import { expect, test } from 'vitest'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import { suiteAttacks } from './registry.ts'
import { scenarioRows } from './scenario-rows.ts'
import { groupByWalls, walls } from './walls.ts'

test('every attack has an id of its own, which begins with its layer', () => {
  expect(new Set(suiteAttacks.map(({ id }) => id)).size).toBe(suiteAttacks.length)
  expect(suiteAttacks.filter(({ id, layer }) => !id.startsWith(`${layer}-`))).toEqual([])
})

test('every attack says what refuses it', () => {
  expect(
    suiteAttacks.filter(({ allowed, ignored }) => allowed.length === 0 && ignored === undefined),
  ).toEqual([])
})

test('every wall is removed for some attack', () => {
  const removed = new Set(suiteAttacks.flatMap(({ removes }) => removes))
  expect(Object.keys(walls).filter((name) => !removed.has(name as keyof typeof walls))).toEqual([])
})

test('every row that a scenario tries: the scenario is there and shows the attack succeed without its walls', async () => {
  const scenarios = await loadScenarios()
  const shown = scenarios.filter(({ acts }) =>
    acts.some(({ attacks = [] }) => attacks.some(({ purpose }) => purpose === 'negative control')),
  )
  const names = new Set(shown.map(({ name }) => name))
  expect(scenarioRows.filter(({ scenario }) => !names.has(scenario))).toEqual([])
  const ids = [...suiteAttacks, ...scenarioRows].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(scenarioRows.filter(({ id, layer }) => !id.startsWith(`${layer}-`))).toEqual([])
})

test('sets of walls: each is removed once, in whatever order it was written, and none is not removed at all', () => {
  const rows = [
    { removes: ['api-strictness', 'broker-acl'] },
    { removes: [] },
    { removes: ['broker-acl', 'api-strictness'] },
  ] as const
  expect(groupByWalls(rows)).toEqual([
    { removed: ['api-strictness', 'broker-acl'], attacks: [rows[0], rows[2]] },
  ])
})
