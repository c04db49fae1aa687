import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeOnGlobex = { attacker: ACME, victim: GLOBEX } as const
const named = { by: 'audit', tenant: GLOBEX, objects: 'every table', withinMs: 1000 } as const

export const scenario: Scenario = {
  name: 'policy-permissive',
  title: 'A policy that is always true on every table of a tenant',
  question: 'What if somebody adds a policy "using (true)", for debugging, and forgets it?',
  claim:
    "With a policy that is always true on all of globex's tables nothing of globex is seen: policies let nobody into the schema, and the restrictive floor beside it still demands a verified identity. The audit names every table within a second.",
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
  disturbances: [{ fault: 'add-permissive-policy', tenant: GLOBEX }],
  acts: [
    {
      title: 'the policy is there; every other wall stands',
      named: [{ ...named, lint: 'policy_always_true' }],
      attacks: [
        {
          attack: 'read-rows-on-api-login',
          ...acmeOnGlobex,
          table: 'customers',
          title: "acme reads globex's customers with free SQL on the api's own login",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 42501$/ },
        },
        {
          attack: 'call-function-on-api-login',
          ...acmeOnGlobex,
          as: 'own',
          title: "acme calls globex's list_executions on that login with its own token",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'try-sql-on-api-login',
          ...acmeOnGlobex,
          title: 'acme tries every statement of the list on that login',
          expect: { refusedBy: 'database', answer: /^\d\d as listed: / },
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
    {
      title: "the schema is granted to the api's login as well: the floor is alone",
      disturbances: [{ fault: 'open-schema-to-api', tenant: GLOBEX }],
      attacks: [
        {
          attack: 'read-rows-on-api-login',
          ...acmeOnGlobex,
          table: 'customers',
          title: 'the same statement, with grants to the login on top',
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
      ],
    },
    {
      title: 'the floor is gone too',
      disturbances: [
        { fault: 'open-schema-to-api', tenant: GLOBEX },
        { fault: 'disable-row-security', tenant: GLOBEX },
      ],
      attacks: [
        {
          attack: 'read-rows-on-api-login',
          ...acmeOnGlobex,
          table: 'customers',
          purpose: 'negative control',
          title: "with the floor gone as well, the same statement reads globex's customers",
          expect: { refusedBy: 'none', answer: /^\d+ rows$/, discloses: GLOBEX },
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
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 60_000,
}
