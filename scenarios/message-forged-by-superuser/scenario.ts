import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const workerTrustsMessage = {
  fault: 'replace-worker',
  by: 'worker-trusts-message',
  tenants: [GLOBEX],
} as const

export const scenario: Scenario = {
  name: 'message-forged-by-superuser',
  title: "A superuser of the broker forges messages on globex's topic",
  question: 'What if somebody who owns your Kafka writes whatever he likes into a topic?',
  claim:
    "Messages on globex's topic that name acme's execution in body, key and headers move nothing: globex's worker looks only into globex's schema. Poison before them stops nobody.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'low', availability: 'none', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 5, after: 3 },
  },
  // acme has no worker meanwhile: its work stays where it is unless a message moves it.
  disturbances: [{ fault: 'replace-worker', by: 'genuine', tenants: [GLOBEX] }],
  acts: [
    {
      title: "acme's executions wait for a worker",
      attacks: [
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'forged',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'acme itself starts the execution that the messages will name',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
    {
      title: "poison, and behind it forged messages, on globex's topic",
      disturbances: [
        { fault: 'inject-messages', on: GLOBEX, messages: { are: 'poison' } },
        {
          fault: 'inject-messages',
          on: GLOBEX,
          messages: { are: 'forged', of: { tenant: ACME, name: 'forged' } },
        },
      ],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'forged',
          kept: { as: 'QUEUED', by: 'worker' },
          title: "messages on globex's topic name acme's execution in body, key and headers",
          expect: { refusedBy: 'worker', answer: /^QUEUED, 0 attempts, 0 effects$/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'trusted',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'acme starts another one, for a worker that trusts messages',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
    {
      title: 'the same messages, read by a worker that trusts them',
      disturbances: [
        workerTrustsMessage,
        {
          fault: 'inject-messages',
          on: GLOBEX,
          messages: { are: 'forged', of: { tenant: ACME, name: 'trusted' } },
        },
      ],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'trusted',
          awaits: 'COMPLETE',
          purpose: 'negative control',
          title: "a worker that takes the tenant from the message runs acme's execution for globex's topic",
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
          name: 'forged',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: "acme's own worker runs the very execution that the forged messages named",
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected'],
  defences: {
    'tenant-scope': {
      removed: 'that the worker looks for an execution only with the tenant whose topic it reads',
      by: [workerTrustsMessage],
    },
  },
  declared: { outcome: 'holds' },
  isQuick: true,
  budgetMs: 110_000,
}
