import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

export const scenario: Scenario = {
  name: 'worker-killed-mid-step',
  title: 'A worker is killed in the middle of a step',
  question: 'What if a worker crashes while it is working?',
  claim:
    'Executions whose worker was killed in the middle of a step are taken over once its lease has run out, go on from what is stored, and have one effect.',
  failureClass: 'throughput',
  contributions: { isolation: 'none', durability: 'high', availability: 'medium', cost: 'low' },
  steadyState: healthySystem,
  workload: {
    tenants: [ACME, GLOBEX],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 5, after: 3 },
  },
  disturbances: [
    {
      fault: 'replace-worker',
      by: 'genuine',
      tenants: [ACME, GLOBEX],
      settings: { EASYFLOW_WORKER_LEASE_MS: '1000' },
    },
    // Whoever reads globex's orders waits: that is where its reports are when the worker dies.
    { fault: 'lock-table', tenant: GLOBEX, table: 'orders' },
  ],
  acts: [
    {
      title: "globex's reports are in the middle of their first step",
      attacks: [
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'first',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'globex starts one that is short',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'first',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: 'the worker has loaded all it needs, and carries it out',
          expect: { refusedBy: 'none', answer: /^COMPLETE, \d attempts, 1 effects$/ },
        },
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'report',
          mode: 'balanced',
          workflow: 'order-report',
          count: 3,
          purpose: 'positive control',
          title: 'globex starts three reports',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'report',
          awaits: 'RUNNING',
          purpose: 'positive control',
          title: 'the worker is in the middle of all three',
          expect: { refusedBy: 'none', answer: /^RUNNING, 1 attempts, 0 effects$/ },
        },
      ],
    },
    {
      title: 'the worker is killed, and the next one may take nothing over',
      disturbances: [
        { fault: 'kill-worker', while: { tenant: GLOBEX, runningMin: 3 } },
        { fault: 'forget-leases', tenant: GLOBEX },
      ],
      // The system's own worker comes back, and reports can be read again.
      heals: ['lock-table', 'replace-worker'],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'report',
          awaits: 'COMPLETE',
          // The lease was over before the worker was back.
          withinMs: 1000,
          purpose: 'negative control',
          title: 'with a claim that does not look at leases, they stand still',
          expect: { refusedBy: 'none', answer: /^RUNNING, 1 attempts, 0 effects$/ },
        },
      ],
    },
    {
      title: 'the next worker may take over what nobody holds any more',
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'report',
          awaits: 'COMPLETE',
          title: 'all three are taken over, and have one effect',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 2 attempts, 1 effects$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected'],
  declared: { outcome: 'holds' },
  isQuick: true,
  budgetMs: 110_000,
}
