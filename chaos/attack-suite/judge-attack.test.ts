import { expect, test } from 'vitest'
import { isReached, judgeAttack } from './judge-attack.ts'
import type { SuiteAttack, SuiteMet } from './suite-attack.ts'

const CANARY = 'canary-of-globex'
const attack: SuiteAttack = {
  id: 'L2-example',
  layer: 'L2',
  title: 'example',
  allowed: ['api: HTTP 404 ERR_NOT_FOUND'],
  aim: 'read',
  removes: ['api-strictness'],
  attack: () => Promise.reject(new Error('is not carried out here')),
}
const ignored: SuiteAttack = { ...attack, allowed: [], ignored: { by: 'api', answer: 'HTTP 200' } }
const met = (refusedBy: SuiteMet['refusedBy'], answer: string, text = ''): SuiteMet => ({
  refusedBy,
  answer,
  text,
})

test.each([
  [
    'the answer of its row',
    attack,
    met('api', 'HTTP 404 ERR_NOT_FOUND'),
    { kind: 'refused', by: 'api', answer: 'HTTP 404 ERR_NOT_FOUND' },
  ],
  [
    'the answer of its row with the canary in it',
    attack,
    met('api', 'HTTP 404 ERR_NOT_FOUND', `x${CANARY}`),
    { kind: 'leaked', why: "the victim's canary came back (HTTP 404 ERR_NOT_FOUND)" },
  ],
  [
    'another status',
    attack,
    met('api', 'HTTP 403 ERR_FORBIDDEN'),
    { kind: 'otherwise', why: 'api: HTTP 403 ERR_FORBIDDEN; expected api: HTTP 404 ERR_NOT_FOUND' },
  ],
  [
    'the same words from another layer',
    attack,
    met('database', 'HTTP 404 ERR_NOT_FOUND'),
    { kind: 'otherwise', why: 'database: HTTP 404 ERR_NOT_FOUND; expected api: HTTP 404 ERR_NOT_FOUND' },
  ],
  ['nobody refuses', attack, met('none', 'HTTP 200'), { kind: 'leaked', why: 'nobody refused: HTTP 200' }],
  [
    'ignored, as its row says',
    ignored,
    met('none', 'HTTP 200'),
    { kind: 'refused', by: 'api', answer: 'ignored (HTTP 200)' },
  ],
  [
    'ignored, and the canary comes',
    ignored,
    met('none', 'HTTP 200', CANARY),
    { kind: 'leaked', why: "the victim's canary came back (HTTP 200)" },
  ],
  [
    'ignored with another answer',
    ignored,
    met('none', 'HTTP 202'),
    { kind: 'leaked', why: 'nobody refused: HTTP 202' },
  ],
] as const)('%s: as it should be judged', (_, row, answer, outcome) => {
  expect(judgeAttack(row, answer, CANARY)).toEqual(outcome)
})

test.each([
  ['read', met('none', 'HTTP 200', CANARY), [], true],
  ['read', met('none', 'HTTP 200', 'something'), ['tenant_globex.effects'], false],
  ['write', met('none', 'HTTP 202'), ['tenant_globex.workflow_executions'], true],
  ['write', met('none', 'HTTP 202', CANARY), [], false],
  ['be accepted', met('none', 'taken'), [], true],
  ['be accepted', met('broker', 'Kafka error 58'), ['topic tenant_globex_events'], false],
] as const)('with walls down, %s, %o, changed %o → %s', (aim, answer, changed, reached) => {
  expect(isReached({ aim }, { met: answer, canary: CANARY, changed })).toBe(reached)
})
