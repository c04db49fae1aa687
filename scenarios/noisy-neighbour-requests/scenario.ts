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

const acmeFloods = {
  fault: 'flood-by-tenant',
  tenant: ACME,
  workflow: 'record-note',
  perSecond: 120,
  connections: 24,
} as const

const unlimitedApi = { fault: 'replace-api', by: 'api-without-rate-limit' } as const

export const scenario: Scenario = {
  name: 'noisy-neighbour-requests',
  title: 'One tenant floods the api with requests',
  question: 'What if one tenant sends you far more requests than it should?',
  claim:
    "With acme sending many times what it may, globex's p95 stays within three times its own alone or half a second more, at 25 requests a second for each tenant on two processors.",
  failureClass: 'throughput',
  contributions: { isolation: 'medium', durability: 'low', availability: 'high', cost: 'medium' },
  steadyState: healthySystem,
  workload: {
    tenants: [INITECH],
    modes: ['balanced'],
    everyMs: 250,
    through: 'stage',
    acceptedMin: { before: 2, during: 5, after: 2 },
  },
  // Two processors do some 160 executions a second when nothing else runs on them, and the flood is made on them
  // too: the default, 50, lets one tenant take what is left.
  disturbances: [{ fault: 'replace-api', by: 'genuine', settings: { EASYFLOW_RATE_LIMIT_PER_SECOND: '25' } }],
  acts: [
    {
      title: 'a little of everything, which nobody measures',
      // What api, worker and database have never run yet is slow the first time, and would be held against what
      // protects globex.
      disturbances: [{ ...acmeFloods, name: 'prelude', requestsMax: 120, isBacklog: true }],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'prelude',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: 'what acme may have of it is complete',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: 'globex alone',
      attacks: [
        {
          ...globexAtItsPace,
          name: 'warm',
          forMs: 500,
          samplesMin: 1,
          purpose: 'positive control',
          title: 'globex works at its pace, and nobody measures yet',
          expect: { refusedBy: 'none', answer: /^p95 \d+ ms$/ },
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
      title: 'acme floods',
      disturbances: [{ ...acmeFloods, name: 'flood', requestsMax: 1200 }],
      attacks: [
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
          attack: 'end-flood',
          title: 'acme sends many times what it may, over 24 connections',
          expect: {
            refusedBy: 'api',
            answer: /^HTTP 429 with Retry-After to \d+, [1-9]\d* accepted: no more than allowed$/,
          },
        },
      ],
    },
    {
      title: 'a part of that flood without a rate limit, into one queue for all',
      disturbances: [
        { fault: 'replace-worker', by: 'worker-shares-one-queue', tenants: [ACME, GLOBEX, INITECH] },
        unlimitedApi,
        { ...acmeFloods, name: 'unlimited', perSecond: 400, requestsMax: 400 },
      ],
      attacks: [
        {
          ...globexAtItsPace,
          name: 'unguarded',
          forMs: 1500,
          bound: { is: 'at least', of: 'alone', times: 4 },
          purpose: 'negative control',
          title: 'without rate limit, queues and places for each tenant, globex waits behind acme',
          expect: { refusedBy: 'none', answer: /^p95 \d+ ms, at least \d+ ms: kept$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected', 'measurements-kept'],
  defences: {
    'rate-limit': { removed: 'what keeps a tenant from sending as much as it likes', by: [unlimitedApi] },
  },
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 110_000,
}
