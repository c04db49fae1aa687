import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const once = { attemptsMax: 1, backoffMs: 0 } as const

export const scenario: Scenario = {
  name: 'worker-keeps-stale-context',
  title: 'The worker keeps the context of the execution before',
  question: 'What if a worker forgets to clear its tenant context after an error?',
  claim:
    "A worker that goes on with the token of the execution before, after an exception, a time-out or an abort, is refused by Postgres in globex's name as long as that token is acme's.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'low', availability: 'low', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['balanced'],
    everyMs: 60,
    through: 'genuine',
    acceptedMin: { before: 3, during: 5, after: 3 },
  },
  disturbances: [
    {
      fault: 'replace-worker',
      by: 'worker-keeps-stale-context',
      tenants: [ACME, GLOBEX],
      settings: { EASYFLOW_WORKER_LEASE_MS: '900' },
    },
    // Whoever reads acme's orders waits: one step times out over it, another is aborted.
    { fault: 'lock-table', tenant: ACME, table: 'orders' },
  ],
  acts: [
    {
      title: "three of acme's executions are under way",
      attacks: [
        {
          attack: 'define-workflow',
          tenant: ACME,
          workflow: 'chaos-fails',
          definition: {
            steps: [{ name: 'fails', kind: 'transform', expression: "$error('on purpose')", retry: once }],
          },
          purpose: 'positive control',
          title: 'acme defines a workflow whose step throws',
          expect: { refusedBy: 'none', answer: /^HTTP 200$/ },
        },
        {
          attack: 'define-workflow',
          tenant: ACME,
          workflow: 'chaos-hangs',
          definition: {
            steps: [
              { name: 'hangs', kind: 'analytics', report: 'order_totals', timeLimitMs: 800, retry: once },
            ],
          },
          purpose: 'positive control',
          title: 'acme defines a workflow whose step may take 0.8 s',
          expect: { refusedBy: 'none', answer: /^HTTP 200$/ },
        },
        // All three are in hand at the same time: none of them takes the context that another has left.
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'aborted',

          mode: 'balanced',
          workflow: 'order-report',
          purpose: 'positive control',
          title: 'acme starts one that will lose its lease',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'aborted',

          awaits: 'RUNNING',
          purpose: 'positive control',
          title: 'it is in the middle of its step',
          expect: { refusedBy: 'none', answer: /^RUNNING, 1 attempts, 0 effects$/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'hangs',
          isControl: true,
          mode: 'balanced',
          workflow: 'chaos-hangs',
          purpose: 'positive control',
          title: 'acme starts one that will take too long',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'hangs',
          isControl: true,
          awaits: 'RUNNING',
          purpose: 'positive control',
          title: 'it is in the middle of its step too',
          expect: { refusedBy: 'none', answer: /^RUNNING, 1 attempts, 0 effects$/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'throws',
          isControl: true,
          mode: 'balanced',
          workflow: 'chaos-fails',
          purpose: 'positive control',
          title: 'acme starts one that throws',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'throws',
          isControl: true,
          awaits: 'FAILED',
          purpose: 'positive control',
          title: 'it has thrown',
          expect: { refusedBy: 'none', answer: /^FAILED, 1 attempts, 0 effects$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'hangs',
          isControl: true,
          awaits: 'FAILED',
          purpose: 'positive control',
          title: 'the one before has run out of time',
          expect: { refusedBy: 'none', answer: /^FAILED, 1 attempts, 0 effects$/ },
        },
      ],
    },
    {
      title: 'the first is aborted, and globex comes after all of them',
      disturbances: [{ fault: 'expire-leases', of: { tenant: ACME, name: 'aborted' } }],
      attacks: [
        {
          attack: 'read-worker-log',
          event: 'stale-context-refused',
          kindsMin: 3,
          title: "the worker claims globex's executions with acme's token, left over from each of the three",
          expect: {
            refusedBy: 'database',
            answer:
              /^SQLSTATE 28000 after a time-out; SQLSTATE 28000 after an abort; SQLSTATE 28000 after an exception$/,
          },
        },
      ],
    },
    {
      title: 'the same, with the database no longer asking',
      disturbances: [
        { fault: 'forget-to-verify', tenant: GLOBEX, functions: ['claim', 'complete_step'] },
        { fault: 'disable-row-security', tenant: GLOBEX },
      ],
      heals: ['lock-table'],
      attacks: [
        {
          attack: 'read-worker-log',
          event: 'stale-context-obeyed',
          purpose: 'negative control',
          title: "with the database's walls down, acme's token claims globex's executions",
          expect: { refusedBy: 'none', answer: /^stale-context-obeyed after an? [a-z-]+/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected'],
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 110_000,
}
