import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeOnGlobex = { attacker: ACME, victim: GLOBEX } as const

const readCustomers = { attack: 'read-rows-on-api-login', ...acmeOnGlobex, table: 'customers' } as const

export const scenario: Scenario = {
  name: 'rls-off-and-audit-blind',
  title: 'Row level security is off on every table of a tenant, and the audit has been silenced',
  question: 'And if whoever switched it off has silenced your audit as well?',
  claim:
    "With row security off on all of globex's tables and every lint of the audit replaced by one that finds nothing, nothing of globex is seen: the other walls stand. The audit does not say that all is well either: its lints are not what they were, so it refuses to look. Made anew, it names the lint.",
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
  disturbances: [{ fault: 'disable-row-security', tenant: GLOBEX }, { fault: 'blind-audit' }],
  acts: [
    {
      title: 'row security is off, and nobody looks; every other wall stands',
      attacks: [
        {
          attack: 'ask-audit',
          about: GLOBEX,
          title: 'the audit is asked: it does not take its silenced lints for its own',
          expect: { refusedBy: 'none', answer: /^it did not look: / },
        },
        {
          ...readCustomers,
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
      title: "the schema is granted to the api's login as well",
      disturbances: [{ fault: 'open-schema-to-api', tenant: GLOBEX }],
      attacks: [
        {
          ...readCustomers,
          purpose: 'negative control',
          title: "with grants to the login on top, the same statement reads globex's customers",
          expect: { refusedBy: 'none', answer: /^\d+ rows$/, discloses: GLOBEX },
        },
      ],
    },
    {
      title: 'the lints of the audit are made anew',
      heals: ['blind-audit'],
      attacks: [
        {
          attack: 'ask-audit',
          about: GLOBEX,
          title: 'the audit is asked again: it names what is off',
          expect: { refusedBy: 'none', answer: /^row_security_not_forced$/ },
        },
      ],
    },
  ],
  checkers: [
    'attacks-refused',
    'attacks-left-nothing',
    'controls-as-expected',
    'nothing-leaked',
    'executions-accounted-for',
  ],
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 60_000,
}
