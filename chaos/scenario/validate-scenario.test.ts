import { expect, test } from 'vitest'
import { GLOBEX } from '../tenant-option.ts'
import { loadScenarios } from './load-scenarios.ts'
import type { Scenario } from './scenario.ts'
import { validateScenario } from './validate-scenario.ts'

const scenarios = await loadScenarios()
const [sound] = scenarios

test.each(scenarios)('$name: nothing is wrong with its declaration', (scenario) => {
  expect(validateScenario(scenario)).toEqual([])
})

test.each<[string, Record<string, unknown>, RegExp]>([
  [
    'a fault nobody knows',
    { disturbances: [{ fault: 'kill-everything' }] },
    /There is no fault "kill-everything"/,
  ],
  ['an option nobody knows', { disturbances: [{ fault: 'kill-broker', at: 3 }] }, /fault kill-broker: .*at/],
  [
    'a tenant that is none',
    { disturbances: [{ fault: 'disable-row-security', tenant: 'A;' }] },
    /is no tenant id/,
  ],
  ['no page', { name: 'nowhere' }, /scenarios\/nowhere\/README\.md is not there/],
  ['a checker nobody knows', { checkers: ['luck'] }, /checkers\.0/],
  ['controls left out', { acts: [{ title: 'nothing is tried', attacks: [] }] }, /no controls of both kinds/],
  [
    "a heal of what is none of the scenario's own",
    { acts: [{ title: 'the act that heals', heals: ['kill-broker'] }] },
    /an act heals kill-broker, which is none of the scenario's own disturbances/,
  ],
  ['nothing broken', { disturbances: [], acts: [{ title: 'nothing is broken' }] }, /nothing is broken in it/],
  ['a budget without an end', { budgetMs: 1e9 }, /budgetMs/],
  ['a word too many', { luck: GLOBEX }, /luck/],
])('%s: it is said before anything is touched', (_what, change, fault) => {
  // As it would be written by somebody whose editor does not check types.
  const scenario = { ...sound, ...change } as Scenario
  expect(validateScenario(scenario).join('\n')).toMatch(fault)
})
