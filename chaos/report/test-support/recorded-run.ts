import type { HistoryEvent } from '../../history/history-event.ts'
import type { Witnesses } from '../../history/witnesses.ts'
import type { Declaration, ReportedJudgement, ReportedRun } from '../read-reported-run.ts'

const BEGAN_AT = Date.parse('2026-03-01T10:00:00.000Z')

/** What an attacked process may answer: a report that believed it would run it. */
export const PLANTED = `<script>alert("planted")</script><img src=x onerror=alert(1)>&"'`

export const declaration: Declaration = {
  name: 'api-believes-everything',
  title: 'The API believes everything',
  question: 'What if your API believes everything?',
  claim: 'The database refuses, and then the broker.',
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'none', availability: 'low', cost: 'none' },
  steadyState: [
    { probe: 'parts-not-ready', atMost: 0 },
    { probe: 'realtime-execution-ms', atMost: 5000 },
  ],
  disturbances: [{ fault: 'replace-api', by: 'api-trusts-tenant-header' }],
  acts: [
    {
      title: 'every wall stands',
      disturbances: [{ fault: 'disable-row-security', tenant: 'globex' }],
      attacks: [
        { attack: 'read-executions-over-http', title: "acme reads globex's executions", as: 'header' },
        { attack: 'start-execution-over-http', title: 'globex itself starts one', as: 'own' },
        { attack: 'read-executions-over-http', title: 'with the walls down it reads them', as: 'header' },
      ],
    },
  ],
  declared: { outcome: 'holds' },
}

/** A run of 4 s in which everything that a report shows happens once, the odd things included. */
export const history: readonly HistoryEvent[] = [
  {
    at: 1,
    kind: 'run-began',
    scenario: declaration.name,
    label: 'x-1',
    seed: 7,
    time: new Date(BEGAN_AT).toISOString(),
  },
  reading(20, 'before', 'parts-not-ready', 0),
  reading(160, 'before', 'realtime-execution-ms', 140),
  ...operations(),
  {
    at: 900,
    kind: 'fault-intended',
    id: 1,
    fault: 'replace-api',
    options: { by: 'api-trusts-tenant-header' },
  },
  { at: 1400, kind: 'fault-injected', id: 1, evidence: `it answers ${PLANTED}` },
  { at: 1410, kind: 'act-began', act: 'every wall stands' },
  { at: 1420, kind: 'fault-intended', id: 2, fault: 'disable-row-security', options: { tenant: 'globex' } },
  { at: 1450, kind: 'fault-injected', id: 2, evidence: 'row level security is off on 7 tables of globex' },
  ...attack(3, "acme reads globex's executions", 'attack', {
    refusedBy: 'database',
    answer: 'SQLSTATE 28000',
  }),
  ...attack(4, 'globex itself starts one', 'positive control', { refusedBy: 'none', answer: 'HTTP 202' }),
  ...attack(5, 'with the walls down it reads them', 'negative control', {
    refusedBy: 'api',
    answer: PLANTED,
  }),
  { at: 2600, kind: 'act-ended', act: 'every wall stands' },
  { at: 2650, kind: 'fault-healed', id: 2 },
  { at: 2700, kind: 'heal-failed', id: 1, reason: 'it would not stop' },
  {
    at: 2710,
    kind: 'named',
    watcher: 'audit',
    fault: 'disable-row-security',
    named: 'row_security_off',
    afterMs: 800,
    asExpected: true,
  },
  {
    at: 2720,
    kind: 'measured',
    label: 'p95 from the request to COMPLETE',
    unit: 'ms',
    quantities: [{ of: 'globex', value: 80, samples: 40, samplesMin: 20, lowest: 12, highest: 210 }],
    bound: { on: 'value', kind: 'at most', limit: 500 },
    doubt: null,
  },
  { at: 2730, kind: 'remarked', text: 'the worker was slow to start' },
  reading(3800, 'after', 'parts-not-ready', 0),
  reading(3900, 'after', 'realtime-execution-ms', -1),
  { at: 4000, kind: 'run-ended', reason: null },
]

export const witnesses: Witnesses = {
  executions: {
    isRead: true,
    rows: Array.from({ length: 20 }, (_, index) => ({
      tenant: 'globex',
      labelled: 'globex',
      executionId: `id-${index}`,
      marker: `x-1-globex-${index}`,
      status: 'COMPLETE',
      mode: 'balanced',
      attempt: 1,
      effects: 1,
      leasesLost: 0,
      canaryOf: 'globex',
      acceptedAtEpochMs: BEGAN_AT + 200 + index * 120,
      startByEpochMs: null,
      startedAtEpochMs: BEGAN_AT + 250 + index * 120,
      endedAtEpochMs: BEGAN_AT + 300 + index * 120,
    })),
  },
  effects: { isRead: true, rows: [] },
  messages: { isRead: false, reason: 'not read' },
  offsets: { isRead: true, rows: [{ tenant: 'globex', committed: 20, end: 21 }] },
  canaries: { globex: 'canary-globex' },
  logged: { isRead: true, lines: 40, rows: [] },
  catalogue: { isRead: true, objects: 300, rows: [] },
}

export const judgement: ReportedJudgement = {
  outcome: 'violated',
  declared: 'holds',
  isAsDeclared: false,
  deviation: 'declared holds, came to violated',
  verdicts: [
    { checker: 'faults-took-hold', verdict: { outcome: 'holds', examined: 2 } },
    {
      checker: 'controls-as-expected',
      verdict: { outcome: 'unknown', reason: 'The negative control failed' },
    },
    {
      checker: 'executions-accounted-for',
      verdict: {
        outcome: 'violated',
        examined: 20,
        witnesses: [{ explanation: `lost: x-1-globex-3 ${PLANTED}` }],
      },
    },
  ],
}

export const recordedRun: ReportedRun = {
  path: '/out/chaos/20260301T100000Z-api-believes-everything',
  facts: {
    commandLine: ['run', '--all', '--without', 'row-security', '--seed', '7'],
    revision: '0123456789abcdef+',
    seed: 7,
    scenario: declaration.name,
    instance: 'chaos-1',
    versions: { node: 'v24.0.0' },
  },
  history,
  declaration,
  witnesses,
  judgement,
}

function reading(at: number, moment: 'before' | 'after', probe: string, value: number): HistoryEvent {
  const detail = value < 0 ? 'it did not answer' : 'as it should be'
  const unit = probe.endsWith('-ms') ? 'ms' : 'count'
  return { at, kind: 'steady-state', moment, probe, value, unit, isMet: value >= 0, detail, elapsedMs: 10 }
}

/** 20 of globex, one refused and one without an answer among them. */
function operations(): readonly HistoryEvent[] {
  return Array.from({ length: 20 }, (_, index): HistoryEvent[] => {
    const op = `x-1-globex-${index}`
    const at = 200 + index * 120
    const outcome = index === 7 ? 'refused' : index === 9 ? 'perhaps' : 'accepted'
    const status = { accepted: 202, refused: 503, perhaps: 0 }[outcome]
    const code = outcome === 'refused' ? 'ERR_QUEUE_UNAVAILABLE' : null
    const executionId = outcome === 'accepted' ? `id-${index}` : null
    return [
      { at, kind: 'invoked', op, tenant: 'globex', mode: 'balanced', workflow: 'record-note' },
      { at: at + 30, kind: 'answered', op, outcome, status, code, executionId, elapsedMs: 30 + index },
    ]
  }).flat()
}

function attack(
  id: number,
  title: string,
  purpose: 'attack' | 'positive control' | 'negative control',
  met: { readonly refusedBy: 'api' | 'database' | 'none'; readonly answer: string },
): readonly HistoryEvent[] {
  const at = 1300 + id * 100
  const name = 'read-executions-over-http'
  return [
    { at, kind: 'attack-sent', id, attack: name, title, purpose, expected: 'refused by database: SQLSTATE' },
    { at: at + 40, kind: 'attack-met', id, ...met, asExpected: met.answer !== PLANTED, elapsedMs: 40 },
  ]
}
