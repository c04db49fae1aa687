import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const claimForgetsStatus = { fault: 'forget-status', tenant: ACME } as const

const reopen = {
  fault: 'inject-messages',
  on: GLOBEX,
  messages: { are: 'forged', of: { tenant: ACME, name: 'reopened', isControl: true } },
} as const

export const scenario: Scenario = {
  name: 'worker-trusts-message',
  title: 'The worker believes what messages say',
  question: 'What if the worker trusts the message, and has every tenant’s token?',
  claim:
    "A worker that believes messages and holds every tenant's token can be made to begin an execution and no more: it runs what its tenant stored, in its tenant's schema, once.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'medium', availability: 'none', cost: 'low' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 5, after: 3 },
  },
  disturbances: [{ fault: 'replace-worker', by: 'worker-trusts-message', tenants: [GLOBEX] }],
  acts: [
    {
      title: "acme's executions wait for a worker",
      attacks: [
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'believed',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'acme starts an execution that the messages will name',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'unnamed',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'acme starts another one that no message on that topic names',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
    {
      title: "messages on globex's topic name one of them, with an input of their own",
      disturbances: [
        {
          fault: 'inject-messages',
          on: GLOBEX,
          messages: { are: 'forged', of: { tenant: ACME, name: 'believed' } },
        },
      ],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'believed',
          awaits: 'COMPLETE',
          title: 'the execution that was named is run: as acme stored it, with acme, once',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'unnamed',
          kept: { as: 'QUEUED', by: 'worker' },
          title: 'the execution that was not named is left alone',
          expect: { refusedBy: 'worker', answer: /^QUEUED, 0 attempts, 0 effects$/ },
        },
      ],
    },
    {
      title: 'the same messages once more',
      disturbances: [
        {
          fault: 'inject-messages',
          on: GLOBEX,
          messages: { are: 'forged', of: { tenant: ACME, name: 'believed' } },
        },
      ],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'believed',
          kept: { as: 'COMPLETE', by: 'database' },
          title: 'an execution that is complete is not run again, whoever believes what',
          expect: { refusedBy: 'database', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'reopened',
          isControl: true,
          mode: 'balanced',
          purpose: 'positive control',
          title: 'acme starts one more, for a claim that looks at no status',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
    {
      title: 'the same, with a claim that looks at no status',
      // Twice: the worker is idle in between, so the second time the execution is complete.
      disturbances: [claimForgetsStatus, reopen, reopen],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'reopened',
          isControl: true,
          purpose: 'negative control',
          title: 'messages have it claimed again after it was complete',
          expect: { refusedBy: 'none', answer: /^\w+, [2-4] attempts, 1 effects$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected'],
  defences: {
    'claim-guard': { removed: "that a claim looks at an execution's status", by: [claimForgetsStatus] },
  },
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 110_000,
}
