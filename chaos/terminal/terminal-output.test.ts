import { expect, test } from 'vitest'
import type { HistoryEvent } from '../history/history-event.ts'
import type { RunJudgement } from '../judge-run.ts'
import { textOf, type Page } from './line.ts'
import { buildNarrator } from './narrate-run.ts'
import { renderJudgement } from './render-judgement.ts'
import { renderResults } from './render-results.ts'

const wide: Page = { width: 100, unicode: true }
const narrow: Page = { width: 60, unicode: false }

const events: readonly HistoryEvent[] = [
  { at: 1, kind: 'fault-intended', id: 1, fault: 'replace-api', options: {} },
  { at: 2, kind: 'fault-injected', id: 1, evidence: 'api-trusts-tenant-header, process 7, answers' },
  { at: 3, kind: 'act-began', act: 'every wall below the api stands' },
  {
    at: 4,
    kind: 'attack-sent',
    id: 2,
    attack: 'read-executions-over-http',
    title: "acme reads globex's executions with its own token and X-Tenant-ID: globex",
    purpose: 'attack',
    expected: 'refused by database: ^SQLSTATE 28000$',
  },
  {
    at: 5,
    kind: 'attack-met',
    id: 2,
    refusedBy: 'none',
    answer: 'HTTP 200 \u001b[31m',
    asExpected: false,
    elapsedMs: 12,
  },
]

const holds: RunJudgement = {
  outcome: 'holds',
  declared: 'holds',
  isAsDeclared: true,
  deviation: undefined,
  verdicts: [{ checker: 'attacks-refused', verdict: { outcome: 'holds', examined: 4 } }],
}
const violated: RunJudgement = {
  outcome: 'violated',
  declared: 'holds',
  isAsDeclared: false,
  deviation: 'declared holds, came to violated',
  verdicts: [
    {
      checker: 'nothing-leaked',
      verdict: {
        outcome: 'violated',
        examined: 9,
        witnesses: [{ explanation: 'leaked: a' }, ...Array.from({ length: 9 }, () => ({ explanation: 'b' }))],
      },
    },
  ],
}

const tell = (page: Page): readonly string[] => {
  const narrate = buildNarrator()
  return events.flatMap((event) => narrate(event, page)).map(textOf)
}

test('a run as it happens: fault and evidence, act, attack, who refused, and what was expected', () => {
  expect(tell(wide)).toEqual([
    'Fault    replace-api',
    '         seen: api-trusts-tenant-header, process 7, answers',
    'Act      every wall below the api stands',
    "  ✗ acme reads globex's executions with its own token and X-Tenant-ID: globex",
    '    nobody refused: HTTP 200 (12 ms)',
    '    expected: refused by database: ^SQLSTATE 28000$',
  ])
})

test('60 columns without Unicode: no line is longer, and all of it is ASCII', () => {
  const lines = [
    ...tell(narrow),
    ...renderJudgement(violated, 12_700, narrow).map(textOf),
    ...renderResults(
      [{ scenario: 'api-killed-between-commit-and-publish', judgement: violated, elapsedMs: 12_700 }],
      { planned: 2, elapsedMs: 61_000 },
      narrow,
    ).map(textOf),
  ]
  expect(lines.filter((line) => line.length > 60 || /[^ -~]/.test(line))).toEqual([])
})

test('as declared: one line with what it rests on', () => {
  expect(renderJudgement(holds, 12_700, wide).map(textOf)).toEqual([
    'Verdict  HOLDS · as declared · 1 checker, 4 examined · 12.7 s',
  ])
})

test('not as declared: why, and a few of the witnesses', () => {
  const lines = renderJudgement(violated, undefined, wide).map(textOf)
  expect(lines.slice(0, 3)).toEqual([
    'Verdict  VIOLATED · NOT AS DECLARED (holds) · 1 checker, 9 examined',
    '         declared holds, came to violated',
    '         nothing-leaked: leaked: a',
  ])
  expect(lines.at(-1)).toBe('         nothing-leaked: and 2 more, in the report')
})

test('the table of many runs: what deviates is told, and what was not run is counted', () => {
  const results = [
    { scenario: 'a-holds', judgement: holds, elapsedMs: 1000 },
    { scenario: 'b-leaks', judgement: violated, elapsedMs: 2000 },
  ]
  expect(renderResults(results, { planned: 3, elapsedMs: 61_000 }, wide).map(textOf)).toEqual([
    '',
    'scenario  declared  came to   agree  took',
    '──────────────────────────────────────────',
    'a-holds   holds     holds     yes    1.0 s',
    'b-leaks   holds     violated  NO     2.0 s',
    '  declared holds, came to violated',
    '1 of 3 as declared, 1 not run, 1:01 min in all',
  ])
})
