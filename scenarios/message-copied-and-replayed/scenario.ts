import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const workerTrustsMessage = { fault: 'replace-worker', by: 'worker-trusts-message', tenants: [ACME] } as const
const claimForgetsStatus = { fault: 'forget-status', tenant: ACME } as const
const reopenedIsNamed = {
  fault: 'inject-messages',
  on: ACME,
  messages: { are: 'hints', of: { tenant: GLOBEX, name: 'reopened', isControl: true } },
} as const

export const scenario: Scenario = {
  name: 'message-copied-and-replayed',
  title: 'Genuine messages are copied to another topic, and sent again',
  question: 'What if a real message is copied into another tenant’s topic, or replayed a thousand times?',
  claim:
    "A message of globex's copied to acme's topic moves nothing, and the message of a completed execution sent a thousand times more runs nothing again.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'high', availability: 'none', cost: 'medium' },
  steadyState: healthySystem,
  workload: {
    tenants: [ACME],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 5, after: 3 },
  },
  // globex has no worker meanwhile: its work stays where it is unless a message moves it.
  disturbances: [{ fault: 'replace-worker', by: 'genuine', tenants: [ACME] }],
  acts: [
    {
      title: "globex's execution waits, acme's is complete",
      attacks: [
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'copied',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'globex starts the execution whose message will be copied',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'replayed',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'acme starts the execution whose message will be sent again',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'replayed',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: "acme's is carried out",
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: 'one message is copied, the other sent a thousand times',
      disturbances: [
        {
          fault: 'inject-messages',
          on: ACME,
          messages: { are: 'hints', of: { tenant: GLOBEX, name: 'copied' } },
        },
        {
          fault: 'inject-messages',
          on: ACME,
          messages: { are: 'hints', of: { tenant: ACME, name: 'replayed' }, times: 1000 },
        },
      ],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'copied',
          kept: { as: 'QUEUED', by: 'worker' },
          title: "globex's message lies on acme's topic",
          expect: { refusedBy: 'worker', answer: /^QUEUED, 0 attempts, 0 effects$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'replayed',
          kept: { as: 'COMPLETE', by: 'database' },
          title: 'the message of a completed execution comes a thousand times more',
          expect: { refusedBy: 'database', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'trusted',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'globex starts another one, for a worker that trusts messages',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'reopened',
          isControl: true,
          mode: 'balanced',
          purpose: 'positive control',
          title: 'and one more, for a claim that looks at no status',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
    {
      title: 'the same, with a worker that trusts messages and a claim that looks at no status',
      disturbances: [
        workerTrustsMessage,
        {
          fault: 'inject-messages',
          on: ACME,
          messages: { are: 'hints', of: { tenant: GLOBEX, name: 'trusted' } },
        },
        reopenedIsNamed,
        // Of globex, for whom nobody works but this worker: the traffic of acme is left alone.
        { fault: 'forget-status', tenant: GLOBEX },
        reopenedIsNamed,
      ],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'trusted',
          awaits: 'COMPLETE',
          purpose: 'negative control',
          title: "a copied message runs globex's execution",
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'reopened',
          isControl: true,
          awaits: 'FAILED',
          purpose: 'negative control',
          title: 'one replay opens a completed execution again and spoils it',
          expect: { refusedBy: 'none', answer: /^FAILED, 2 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: "globex's own worker is back",
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'copied',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: "globex's own worker runs the execution whose message was copied",
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
    'claim-guard': {
      removed: "that a claim looks at an execution's status",
      by: [claimForgetsStatus],
    },
  },
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 110_000,
}
