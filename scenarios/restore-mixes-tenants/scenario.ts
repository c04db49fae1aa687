import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX, INITECH } from '../../chaos/tenant-option.ts'

const restored = { fault: 'mix-tenants', from: GLOBEX, into: ACME, relabels: false } as const
const relabelled = { ...restored, relabels: true } as const
const acmeLists = {
  attack: 'read-executions-over-http',
  attacker: ACME,
  victim: GLOBEX,
  as: 'own',
} as const
const acmeAsks = { ...acmeLists, attack: 'read-known-execution-over-http' } as const

export const scenario: Scenario = {
  name: 'restore-mixes-tenants',
  title: "A restore puts one tenant's rows into another's table",
  question: 'And if a shared superuser password leaks, on top of a restore that mixes two tenants?',
  claim:
    "The tenant stands in every row: a restore into the wrong tenant's table is refused, and forced in by a superuser its rows are not shown. Only relabelled by the superuser are they, and nothing inside stops that.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'none', availability: 'none', cost: 'none' },
  steadyState: healthySystem,
  // Neither of the two whose rows are mixed.
  workload: {
    tenants: [INITECH],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 2, during: 3, after: 2 },
  },
  disturbances: [],
  acts: [
    {
      title: 'every wall stands',
      attacks: [
        {
          attack: 'submit-executions',
          tenant: GLOBEX,
          name: 'victim',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'globex starts the execution that will be restored into the wrong table',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: GLOBEX,
          name: 'victim',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: 'it is complete',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
        {
          attack: 'restore-executions',
          from: GLOBEX,
          into: ACME,
          title: "a superuser's restore puts globex's executions into acme's table",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 23514$/ },
        },
      ],
    },
    {
      title: 'the superuser forces the rows in, and they keep the name of globex',
      disturbances: [restored],
      attacks: [
        {
          ...acmeLists,
          title: "acme lists its executions, globex's among them",
          expect: { refusedBy: 'none', answer: /^HTTP 200$/ },
        },
        {
          ...acmeAsks,
          title: "acme asks for globex's execution by its id, which lies in acme's table",
          expect: { refusedBy: 'api', answer: /^HTTP 404 ERR_NOT_FOUND$/ },
        },
      ],
    },
    {
      title: "row security is off on acme's tables as well",
      disturbances: [restored, { fault: 'disable-row-security', tenant: ACME }],
      attacks: [
        {
          ...acmeLists,
          title: "acme lists its executions, globex's among them, row security off",
          expect: { refusedBy: 'none', answer: /^HTTP 200$/ },
        },
        {
          ...acmeAsks,
          title: "acme asks for globex's execution by its id, row security off",
          expect: { refusedBy: 'api', answer: /^HTTP 404 ERR_NOT_FOUND$/ },
        },
      ],
    },
    {
      title: "the superuser also writes acme's name into the rows",
      disturbances: [relabelled],
      attacks: [
        {
          ...acmeLists,
          purpose: 'negative control',
          title: "relabelled, globex's executions are acme's for every wall: acme's list shows them",
          expect: { refusedBy: 'none', answer: /^HTTP 200$/, discloses: GLOBEX },
        },
      ],
    },
    {
      title: 'all is healed',
      attacks: [
        {
          attack: 'start-execution-over-http',
          attacker: ACME,
          victim: ACME,
          as: 'own',
          purpose: 'positive control',
          title: 'acme starts an execution of its own',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'attacks-left-nothing', 'controls-as-expected', 'nothing-leaked'],
  defences: {
    'tenant-in-rows': {
      removed: "the superuser writes acme's name into globex's rows as well",
      by: [relabelled],
    },
  },
  declared: { outcome: 'holds' },
  isQuick: true,
  budgetMs: 60_000,
}
