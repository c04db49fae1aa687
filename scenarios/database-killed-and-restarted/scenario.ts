import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

export const scenario: Scenario = {
  name: 'database-killed-and-restarted',
  title: 'Postgres is killed under load and started again',
  question: 'What happens when your database crashes in the middle of it all?',
  claim:
    'While Postgres is gone everything is refused and nothing acknowledged; what was acknowledged before is complete afterwards, once.',
  failureClass: 'throughput',
  contributions: { isolation: 'none', durability: 'high', availability: 'high', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [ACME, GLOBEX],
    modes: ['balanced', 'eco'],
    everyMs: 60,
    through: 'genuine',
    acceptedMin: { before: 5, during: 1, after: 5 },
  },
  // What was in a worker's hand when the server died waits for the lease: ten seconds by default.
  // Started while there still is a database: the control needs one that is up.
  disturbances: [
    {
      fault: 'replace-worker',
      by: 'genuine',
      tenants: [ACME, GLOBEX],
      settings: { EASYFLOW_WORKER_LEASE_MS: '1500' },
    },
    { fault: 'replace-api', by: 'api-answers-before-commit' },
    { fault: 'kill-database' },
  ],
  acts: [
    {
      title: 'the database is gone',
      attacks: [
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'refused',
          mode: 'balanced',
          through: 'genuine',
          title: 'acme asks for an execution while there is no database',
          expect: { refusedBy: 'api', answer: /^HTTP 503 ERR_DATABASE_UNAVAILABLE, effect \w+/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'forgotten',
          isControl: true,
          mode: 'balanced',
          purpose: 'negative control',
          title: 'an api that answers before anything is stored says that it is accepted',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
    {
      title: 'the database is back',
      heals: ['kill-database'],
      attacks: [
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'recovered',
          mode: 'balanced',
          through: 'genuine',
          purpose: 'positive control',
          title: 'globex asks for an execution',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'recovered',
          awaits: 'COMPLETE',
          withinMs: 12_000,
          purpose: 'positive control',
          title: 'it is carried out by the worker that was there before',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'forgotten',
          isControl: true,
          purpose: 'negative control',
          title: 'what was acknowledged before it was stored is lost',
          expect: { refusedBy: 'none', answer: /^not there$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected'],
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 110_000,
}
