import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

export const scenario: Scenario = {
  name: 'poison-and-flood',
  title: 'Poisonous messages, then a flood of empty ones',
  question: 'What if somebody sends your consumer garbage, or a flood of messages that mean nothing?',
  claim:
    'Messages that nobody can make sense of are passed over, thousands that name nothing cost a look-up each, and what lies behind them is read and carried out.',
  failureClass: 'throughput',
  contributions: { isolation: 'low', durability: 'medium', availability: 'high', cost: 'medium' },
  steadyState: healthySystem,
  workload: {
    tenants: [ACME, GLOBEX],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 10, after: 3 },
  },
  // From here on only messages move globex's work: what is carried out was read behind all of it.
  disturbances: [{ fault: 'forget-to-sweep', tenant: GLOBEX }],
  acts: [
    {
      title: "poison lies on globex's topic",
      disturbances: [{ fault: 'inject-messages', on: GLOBEX, messages: { are: 'poison' } }],
      attacks: [
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'behindpoison',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'globex starts an execution behind the poison',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'behindpoison',
          awaits: 'COMPLETE',
          title: 'no JSON, null, 0.9 MB, huge headers and deep nesting are passed over',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: "a flood of messages lies on globex's topic that name nothing",
      disturbances: [{ fault: 'inject-messages', on: GLOBEX, messages: { are: 'flood', count: 800 } }],
      attacks: [
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'behindflood',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'globex starts an execution behind the flood',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'behindflood',
          awaits: 'COMPLETE',
          title: '800 messages that name nothing are read to their end',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: 'the same poison before a worker that does not expect it',
      disturbances: [
        { fault: 'replace-worker', by: 'worker-chokes-on-poison', tenants: [ACME, GLOBEX] },
        { fault: 'inject-messages', on: GLOBEX, messages: { are: 'poison' }, areRead: false },
      ],
      attacks: [
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'choked',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'globex starts an execution behind the poison',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'choked',
          awaits: 'COMPLETE',
          withinMs: 1000,
          purpose: 'negative control',
          title: 'a worker whose consumer dies of poison never comes to what lies behind it',
          expect: { refusedBy: 'none', answer: /^QUEUED, 0 attempts, 0 effects$/ },
        },
      ],
    },
    {
      title: "the system's own worker is back",
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'choked',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: 'it reads past the poison',
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
