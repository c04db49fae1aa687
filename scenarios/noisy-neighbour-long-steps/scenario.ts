import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX, INITECH } from '../../chaos/tenant-option.ts'

const globexAtItsPace = {
  attack: 'measure-latency',
  tenant: GLOBEX,
  everyMs: 60,
  forMs: 2000,
  samplesMin: 20,
} as const

const acmeHasABacklog = {
  fault: 'flood-by-tenant',
  tenant: ACME,
  workflow: 'chaos-long',
  perSecond: 200,
  connections: 12,
  requestsMax: 12,
  isBacklog: true,
} as const

export const scenario: Scenario = {
  name: 'noisy-neighbour-long-steps',
  title: 'One tenant keeps the worker busy with long steps',
  question: 'What if one tenant’s slow, heavy workflows clog up your workers?',
  claim:
    "With a backlog of acme's whose every step computes for a quarter of a second, globex's p95 stays within three times its own alone or half a second more, and no more than four of acme's run at a time.",
  failureClass: 'throughput',
  contributions: { isolation: 'medium', durability: 'low', availability: 'high', cost: 'low' },
  steadyState: healthySystem,
  workload: {
    tenants: [INITECH],
    modes: ['balanced'],
    everyMs: 250,
    through: 'genuine',
    acceptedMin: { before: 2, during: 5, after: 2 },
  },
  disturbances: [],
  acts: [
    {
      title: 'globex alone',
      attacks: [
        {
          attack: 'define-workflow',
          tenant: ACME,
          workflow: 'chaos-long',
          definition: {
            steps: [
              { name: 'compute', kind: 'transform', expression: '$sum([1..90000].($ * 2))' },
              { name: 'note', kind: 'record' },
            ],
          },
          purpose: 'positive control',
          title: 'acme defines a workflow whose first step computes for a quarter of a second',
          expect: { refusedBy: 'none', answer: /^HTTP 200$/ },
        },
        {
          ...globexAtItsPace,
          name: 'alone',
          purpose: 'positive control',
          title: 'globex works at its pace, and nobody else does much',
          expect: { refusedBy: 'none', answer: /^p95 \d+ ms$/ },
        },
      ],
    },
    {
      title: 'acme has a backlog of long steps',
      disturbances: [{ ...acmeHasABacklog, name: 'backlog' }],
      attacks: [
        {
          attack: 'count-running',
          tenant: ACME,
          name: 'backlog',
          atMost: 4,
          forMs: 400,
          title: "acme's long executions want to run at once",
          expect: { refusedBy: 'worker', answer: /^at most [1-4] of them ran at a time$/ },
        },
        {
          ...globexAtItsPace,
          name: 'beside',
          bound: { is: 'at most', of: 'alone', times: 3, orMoreByMs: 500 },
          triesMax: 2,
          title: 'globex works at its pace beside acme',
          // Whether it was kept is for measurements-kept to say, which knows what else the machine was busy with.
          expect: { refusedBy: 'none', answer: /^p95 \d+ ms, at most \d+ ms: (kept|broken)$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'backlog',
          awaits: 'COMPLETE',
          withinMs: 20_000,
          purpose: 'positive control',
          title: "acme's backlog is worked off as well",
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: 'the same backlog in one queue for all',
      disturbances: [
        { fault: 'replace-worker', by: 'worker-shares-one-queue', tenants: [ACME, GLOBEX, INITECH] },
        { ...acmeHasABacklog, name: 'shared' },
      ],
      attacks: [
        {
          ...globexAtItsPace,
          name: 'unguarded',
          bound: { is: 'at least', of: 'alone', times: 4 },
          purpose: 'negative control',
          title: 'without queues and places for each tenant, globex waits behind acme',
          expect: { refusedBy: 'none', answer: /^p95 \d+ ms, at least \d+ ms: kept$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected', 'measurements-kept'],
  defences: {
    'in-flight-cap': {
      removed: 'what keeps a worker from having as much of one tenant in flight as there is',
      by: [{ fault: 'replace-worker', by: 'worker-without-cap', tenants: [ACME, GLOBEX, INITECH] }],
    },
  },
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 110_000,
}
