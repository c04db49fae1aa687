import { expect, test } from 'vitest'
import type { AttackResult, SuiteResult } from '../attack-suite/suite-result.ts'
import { textOf } from './line.ts'
import { renderSuite } from './render-suite.ts'

const attack = {
  id: 'L2-example',
  layer: 'L2',
  title: 'read what is not its own',
  removes: ['row-security'],
} as const
const refused: AttackResult = {
  attack,
  outcome: { kind: 'refused', by: 'api', answer: 'HTTP 404 ERR_NOT_FOUND' },
  proof: { kind: 'proven', with: 'HTTP 200' },
}
const result = (results: readonly AttackResult[]): SuiteResult => ({
  results,
  controls: [{ layer: 'L2', title: 'the owner can', outcome: 'HTTP 200', isAsExpected: true }],
  logs: { outcome: 'holds', examined: 10 },
  timings: [],
  elapsedMs: 1500,
})
const show = (results: readonly AttackResult[]): string =>
  renderSuite(result(results), { width: 60, unicode: false }).map(textOf).join('\n')

test('all refused: a table and one verdict', () => {
  expect(show([refused])).toBe(`
layer  attacks  refused  proven  unproven
-----------------------------------------
L2     1        1        1       0
  by api 1

1 attacks: 1 refused, 0 leaked, 0 refused otherwise, 0
unknown; 1 proven, 0 unproven; 1 of 1 positive controls
8 more are tried by scenarios, each with a negative control:
they stand on the page
HOLDS in 1.5 s`)
})

test('one that leaked and has no proof: named with what was seen, and with why it is unproven', () => {
  const leaked: AttackResult = {
    attack,
    outcome: { kind: 'leaked', why: "the victim's canary came back (HTTP 200)" },
    proof: { kind: 'unproven', why: 'with the walls removed: api: HTTP 400' },
  }
  const shown = show([refused, leaked])
  expect(shown).toContain('  LEAK L2-example: read what is not its own\n')
  expect(shown).toContain("    the victim's canary came back (HTTP 200)\n")
  expect(shown).toContain('  - L2-example: with the walls removed: api: HTTP 400\n')
  expect(shown).toContain('VIOLATED in 1.5 s')
  expect(Math.max(...shown.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(60)
})
