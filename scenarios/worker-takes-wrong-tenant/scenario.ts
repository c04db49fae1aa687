import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const holdsEveryToken = {
  fault: 'replace-worker',
  by: 'worker-trusts-message',
  tenants: [GLOBEX],
} as const

export const scenario: Scenario = {
  name: 'worker-takes-wrong-tenant',
  title: 'The worker takes the wrong tenant',
  question: 'What if your worker has a bug and picks the wrong tenant?',
  claim:
    "A worker of globex's that asks for acme's execution in acme's name is refused by Postgres: its token is globex's.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'none', availability: 'low', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 5, after: 3 },
  },
  // acme has no worker meanwhile: its work stays where it is unless the confused worker moves it.
  disturbances: [{ fault: 'replace-worker', by: 'worker-takes-tenant-from-message', tenants: [GLOBEX] }],
  acts: [
    {
      title: "acme's execution waits for a worker",
      attacks: [
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'coveted',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'acme starts the execution that the worker will take for its own',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
    {
      title: "the worker asks for it in acme's name",
      disturbances: [
        {
          fault: 'inject-messages',
          on: GLOBEX,
          messages: { are: 'forged', of: { tenant: ACME, name: 'coveted' } },
        },
      ],
      attacks: [
        {
          attack: 'read-worker-log',
          event: 'refused',
          title: "a worker of globex's calls acme's functions",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'coveted',
          kept: { as: 'QUEUED', by: 'database' },
          title: "a worker of globex's wants to claim acme's execution",
          expect: { refusedBy: 'database', answer: /^QUEUED, 0 attempts, 0 effects$/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'taken',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'acme starts another one, for a worker that holds its token',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
    {
      title: "the same bug in a worker that holds acme's token as well",
      disturbances: [
        holdsEveryToken,
        {
          fault: 'inject-messages',
          on: GLOBEX,
          messages: { are: 'forged', of: { tenant: ACME, name: 'taken' } },
        },
      ],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'taken',
          awaits: 'COMPLETE',
          purpose: 'negative control',
          title: "with acme's token it runs acme's execution: what stopped the other one was the token",
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: "acme's own worker is back",
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'coveted',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: "acme's own worker runs the very execution that the confused one asked for",
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected'],
  defences: {
    'worker-token': {
      removed: 'that a worker holds the token of no tenant but its own',
      by: [holdsEveryToken],
    },
  },
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 110_000,
}
