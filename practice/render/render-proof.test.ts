import { expect, test } from 'vitest'
import { buildReport, holds, violated } from '../test-support/fake-proofs.ts'
import { textOf, type Page } from '../../chaos/terminal/line.ts'
import { renderProof, renderVerdict } from './render-proof.ts'

const wide: Page = { width: 80, unicode: true }
const ascii: Page = { width: 60, unicode: false }
const textsOf = (lines: readonly Parameters<typeof textOf>[0][]): string[] => lines.map(textOf)

test('a proof that holds: claim, fault with evidence, who refused with what, controls, audit, traffic, measurements, verdict', () => {
  expect(textsOf(renderProof(buildReport('queue-fails', holds), wide))).toEqual([
    'Claim    The database refuses whatever the API believes.',
    'Fault    an API that believes a header',
    '         seen: x-tenant: globex reached the broker',
    'Attacks',
    "  ✓ acme reads globex's executions through a forged header",
    '    refused by the database: SQLSTATE 28000 (12 ms)',
    'Controls',
    '  ✓ positive: globex reads its own execution',
    '    1 row',
    '  ✓ negative: walls removed, the attack succeeds',
    '    3 rows of globex',
    'Audit',
    '  ✓ row security off',
    '    named after 312 ms: row_security_not_forced on 7 objects of globex',
    'Traffic',
    '  tenant  accepted  complete  refused',
    '  ───────────────────────────────────',
    '  globex  120       120       0',
    'Measurements',
    '  measured       value  lowest  highest  n',
    '  ─────────────────────────────────────────',
    "  p95 of globex's answers",
    '    beside acme  61 ms  9 ms    1.2 s    80',
    '    alone        40 ms  8 ms    77 ms    80',
    '    ✓ 1.5 times, claimed: at most 3 times',
    '',
    'Verdict  HOLDS · 214 examined · 4.3 s',
  ])
})

test('a proof that is violated, in ASCII: the attack is marked, nobody refused, the witness is named', () => {
  const lines = textsOf(renderProof(buildReport('queue-fails', violated), ascii))
  expect(lines.filter((line) => /[^ -~]/.test(line))).toEqual([])
  expect(lines.slice(4, 6)).toEqual([
    "  x acme reads globex's executions through a forged header",
    '    nobody refused: 3 rows came back (12 ms)',
  ])
  expect(lines.slice(-2)).toEqual([
    'Verdict  VIOLATED - 214 examined - 4.3 s',
    '         acme was shown 3 rows of globex',
  ])
})

test('an attack that is let through as claimed: said without alarm', () => {
  const report = buildReport('queue-fails', holds)
  const attacks = report.attacks.map(
    (attack) => ({ ...attack, refusedBy: 'none', answer: 'HTTP 202' }) as const,
  )
  const lines = textsOf(renderProof({ ...report, attacks }, wide))
  expect(lines[5]).toBe('    not refused: HTTP 202 (12 ms)')
})

test('an unknown verdict: the reason, and nothing is said to have been examined', () => {
  const lines = renderVerdict({ outcome: 'unknown', reason: 'the probe lost its connection' }, 80, wide)
  expect(textsOf(lines)).toEqual(['Verdict  UNKNOWN · 80 ms', '         the probe lost its connection'])
})

test('a hundred witnesses: the first eight, and how many more there are', () => {
  const explanation = (index: number): string => `row ${String(index)} is stuck`
  const [first, ...others] = Array.from({ length: 100 }, (_, index) => ({ explanation: explanation(index) }))
  if (first === undefined) throw new TypeError('no witness')
  const lines = textsOf(
    renderVerdict({ outcome: 'violated', examined: 100, witnesses: [first, ...others] }, 80, wide),
  )
  expect(lines.slice(8)).toEqual(['         row 7 is stuck', '         and 92 more'])
})

test.each([20, 40, 60, 80, 100])('%i columns: no line of a proof is longer', (width) => {
  const page = { width, unicode: true }
  const lines = textsOf(renderProof(buildReport('api-bug-bypasses-tenant-checks', violated), page))
  expect(lines.filter((line) => line.length > width)).toEqual([])
})

test('text of a proof that would move the cursor: printed without its escape sequences', () => {
  const report = { ...buildReport('queue-fails', holds), claim: 'It \u001b[2J\u001b[31mholds.' }
  expect(textsOf(renderProof(report, wide))[0]).toBe('Claim    It holds.')
})
