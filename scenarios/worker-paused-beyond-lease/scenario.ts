import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

export const scenario: Scenario = {
  name: 'worker-paused-beyond-lease',
  title: 'A worker stands still for longer than its lease, and wakes up',
  question: 'What if a worker is paused, another takes over, and then the first one wakes up and writes?',
  claim:
    'What a worker still writes after another one has taken over is refused by the fence of attempt and lease, and every execution has one effect.',
  failureClass: 'throughput',
  contributions: { isolation: 'none', durability: 'high', availability: 'medium', cost: 'low' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 5, after: 3 },
  },
  disturbances: [
    // The one that will take over: up, and without a tenant until then.
    { fault: 'add-worker', by: 'genuine', tenants: [] },
    {
      fault: 'replace-worker',
      by: 'genuine',
      tenants: [ACME, GLOBEX],
      settings: { EASYFLOW_WORKER_LEASE_MS: '900' },
    },
    // Of acme nobody asks for attempt and lease, and nobody takes over: the control that runs beside it.
    { fault: 'forget-fence', tenant: ACME },
    { fault: 'forget-leases', tenant: ACME },
    // Whoever reads orders waits: that is where the reports are when the worker stands still.
    { fault: 'lock-table', tenant: ACME, table: 'orders' },
    { fault: 'lock-table', tenant: GLOBEX, table: 'orders' },
  ],
  acts: [
    {
      title: 'reports of both tenants are in the middle of their first step',
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
          count: 2,
          purpose: 'positive control',
          title: 'globex starts two reports',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'unfenced',
          mode: 'balanced',
          workflow: 'order-report',
          purpose: 'positive control',
          title: 'acme starts one',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'report',
          awaits: 'RUNNING',
          purpose: 'positive control',
          title: "the worker is in the middle of globex's",
          expect: { refusedBy: 'none', answer: /^RUNNING, 1 attempts, 0 effects$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'unfenced',
          awaits: 'RUNNING',
          purpose: 'positive control',
          title: "the worker is in the middle of acme's",
          expect: { refusedBy: 'none', answer: /^RUNNING, 1 attempts, 0 effects$/ },
        },
      ],
    },
    {
      title: 'the worker stands still, another one takes over',
      disturbances: [{ fault: 'pause-worker' }, { fault: 'assign-added-workers', tenants: [GLOBEX] }],
      // The answers that the worker waited for lie ready for the moment in which it wakes up.
      heals: ['lock-table'],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'report',
          awaits: 'COMPLETE',
          title: 'the other worker takes the second attempt of both, and completes them',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 2 attempts, 1 effects$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'unfenced',
          purpose: 'positive control',
          title: "acme's stands where it stood",
          expect: { refusedBy: 'none', answer: /^RUNNING, 1 attempts, 0 effects$/ },
        },
      ],
    },
    {
      title: 'the worker wakes up and writes',
      attacks: [
        {
          attack: 'read-worker-log',
          event: 'fenced',
          title: "the worker that woke up writes what it still has of globex's",
          expect: { refusedBy: 'database', answer: /^fenced$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'report',
          kept: { as: 'COMPLETE', by: 'database' },
          title: 'nothing of it has come into the rows',
          expect: { refusedBy: 'database', answer: /^COMPLETE, 2 attempts, 1 effects$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'unfenced',
          awaits: 'COMPLETE',
          purpose: 'negative control',
          title: "without the fence, what it writes of acme's long after its lease is taken",
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected'],
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 110_000,
}
