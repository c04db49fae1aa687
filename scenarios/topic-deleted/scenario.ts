import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

export const scenario: Scenario = {
  name: 'topic-deleted',
  title: "A tenant's topic is deleted and made again",
  question: "What if somebody deletes one tenant's topic?",
  claim:
    'While the topic is gone, its tenant is refused realtime work, has its balanced work done from the rows, and loses nothing; other tenants notice nothing.',
  failureClass: 'throughput',
  contributions: { isolation: 'medium', durability: 'high', availability: 'high', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [ACME, GLOBEX],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 10, after: 3 },
  },
  disturbances: [{ fault: 'delete-topic', tenant: GLOBEX }],
  acts: [
    {
      title: "globex's topic is gone",
      attacks: [
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'realtime',
          mode: 'realtime',
          title: 'globex asks for an execution in mode realtime',
          expect: {
            refusedBy: 'api',
            answer: /^HTTP 503 ERR_QUEUE_UNAVAILABLE, effect none, Retry-After \d+$/,
          },
        },
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'swept',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'globex asks for one in mode balanced',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'swept',
          awaits: 'COMPLETE',
          title: 'the worker finds it without a message',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'bystander',
          mode: 'realtime',
          purpose: 'positive control',
          title: 'acme asks for one in mode realtime meanwhile',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'bystander',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: "acme's is done at once",
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: 'the same, with nobody looking at the rows',
      disturbances: [{ fault: 'forget-to-sweep', tenant: GLOBEX }],
      attacks: [
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'unswept',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'globex asks for one more in mode balanced',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'unswept',
          awaits: 'COMPLETE',
          withinMs: 800,
          purpose: 'negative control',
          title: 'without the sweeper it would wait for a message that never comes',
          expect: { refusedBy: 'none', answer: /^QUEUED, 0 attempts, 0 effects$/ },
        },
      ],
    },
    {
      title: 'the topic is made again',
      heals: ['delete-topic'],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'unswept',
          awaits: 'COMPLETE',
          title: 'what was accepted meanwhile is complete',
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
