import { expect, test } from 'vitest'
import type { IsolationFault } from './isolation-fault.ts'
import { faultOf, sumUp, type IsolationResult } from './isolation-result.ts'

const fault: IsolationFault = {
  id: 'X0',
  title: 'a fault',
  design: 'S',
  source: 'ours',
  inject: ['select 1'],
  heal: [],
  attacks: [],
}
const ERROR = { lint: 'grant_to_login', level: 'ERROR' }
const LEAK = { lint: 'grant_to_login', level: 'LEAK' }
const result = (
  change: Partial<IsolationResult> = {},
  about: Partial<IsolationFault> = {},
): IsolationResult => ({
  fault: { ...fault, ...about },
  leaks: [],
  refusedBy: ['schema wall'],
  findings: [],
  foundAfterMs: null,
  ...change,
})
const leaks = ['api: the canary']

test.each<[string, IsolationResult, string | undefined]>([
  ['refused and not found', result(), undefined],
  ['refused and found', result({ findings: [ERROR], foundAfterMs: 5 }), undefined],
  ['leaks and is found', result({ leaks, findings: [LEAK], foundAfterMs: 5 }), undefined],
  ['leaks and is not found', result({ leaks }), 'LEAK UNFOUND'],
  ['leaks as the limits say', result({ leaks }, { isListedLimit: true }), undefined],
  ['a control that leaks', result({ leaks, findings: [LEAK] }, { control: 'quiet' }), 'CONTROL LEAKS'],
  ['a control that is named', result({ findings: [ERROR] }, { control: 'quiet' }), 'CONTROL REPORTED'],
  ['drift that is named', result({ findings: [ERROR] }, { control: 'drift' }), undefined],
  ['drift called a leak', result({ findings: [LEAK] }, { control: 'drift' }), 'CONTROL CALLED A LEAK'],
  ['found too late', result({ findings: [ERROR], foundAfterMs: 1001 }), 'FOUND LATE'],
])('%s: judged as said', (_what, one, judgement) => {
  expect(faultOf(one)).toBe(judgement)
})

test('several results: summed up, with median and worst of those that were found', () => {
  const found = [10, 30, 20].map((foundAfterMs) => result({ findings: [ERROR], foundAfterMs }))
  expect(sumUp([...found, result({ leaks }), result({}, { control: 'quiet' })])).toMatchObject({
    tried: 5,
    leaking: 1,
    leaksUnfound: 1,
    controls: 1,
    controlsReported: 0,
    found: 3,
    medianMs: 20,
    worstMs: 30,
  })
})
