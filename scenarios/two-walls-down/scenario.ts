import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeOnGlobex = { attacker: ACME, victim: GLOBEX } as const
const named = { by: 'audit', tenant: GLOBEX, objects: 'every table', leaks: true, withinMs: 1000 } as const

export const scenario: Scenario = {
  name: 'two-walls-down',
  title: "Grants to the api's login and row level security off, at once",
  question: 'And what if two of your walls fail at the same time?',
  claim:
    "With globex's schema granted to the api's login and row security off, free SQL on that login reads globex's rows. Nothing inside stops it; the canaries show it, and the audit says LEAK of both within a second.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'none', availability: 'none', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 3, after: 3 },
  },
  disturbances: [
    { fault: 'open-schema-to-api', tenant: GLOBEX },
    { fault: 'disable-row-security', tenant: GLOBEX },
  ],
  acts: [
    {
      title: 'two walls are down',
      named: [
        { ...named, lint: 'grant_to_login' },
        { ...named, lint: 'row_security_not_forced' },
      ],
      attacks: [
        {
          attack: 'read-rows-on-api-login',
          ...acmeOnGlobex,
          table: 'customers',
          title: "acme reads globex's customers with free SQL on the api's own login",
          expect: { refusedBy: 'none', answer: /^\d+ rows$/, discloses: GLOBEX },
        },
        {
          attack: 'call-function-on-api-login',
          ...acmeOnGlobex,
          as: 'own',
          title: "acme calls globex's list_executions with its own token: that wall still stands",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'read-rows-on-api-login',
          ...acmeOnGlobex,
          table: 'workflow_executions',
          purpose: 'negative control',
          title: "with both walls down, the same login reads globex's executions too",
          expect: { refusedBy: 'none', answer: /^\d+ rows$/, discloses: GLOBEX },
        },
        {
          attack: 'start-execution-over-http',
          attacker: GLOBEX,
          victim: GLOBEX,
          as: 'own',
          purpose: 'positive control',
          title: 'globex itself starts an execution',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/, leaves: GLOBEX },
        },
      ],
    },
  ],
  checkers: [
    'attacks-refused',
    'attacks-left-nothing',
    'controls-as-expected',
    'faults-named',
    'nothing-leaked',
    'executions-accounted-for',
  ],
  declared: {
    outcome: 'violated',
    foundBy: [
      {
        checker: 'nothing-leaked',
        says: /^leaked: acme saw the canary of globex in acme reads globex's customers/,
      },
    ],
  },
  isQuick: true,
  budgetMs: 60_000,
}
