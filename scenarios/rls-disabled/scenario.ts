import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeOnGlobex = { attacker: ACME, victim: GLOBEX } as const
const rowSecurityIsNamed = {
  by: 'audit',
  lint: 'row_security_not_forced',
  tenant: GLOBEX,
  objects: 'every table',
  withinMs: 1000,
} as const
const loginIsGranted = { fault: 'open-schema-to-api', tenant: GLOBEX } as const

export const scenario: Scenario = {
  name: 'rls-disabled',
  title: 'Row level security is off on every table of a tenant',
  question: 'What if somebody switches row level security off?',
  claim:
    "With row security off on all of globex's tables nothing of globex is seen: nobody but globex's own role reaches the tables, and globex's functions still ask for globex's token. The audit names every table within a second.",
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
  disturbances: [{ fault: 'disable-row-security', tenant: GLOBEX }],
  acts: [
    {
      title: 'row security is off; every other wall stands',
      named: [rowSecurityIsNamed],
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
          attack: 'read-known-execution-over-http',
          ...acmeOnGlobex,
          as: 'header',
          title: 'acme asks the api for an execution of globex, with X-Tenant-ID: globex',
          expect: { refusedBy: 'api', answer: /^HTTP 404 ERR_NOT_FOUND$/ },
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
      disturbances: [loginIsGranted],
      named: [
        { ...rowSecurityIsNamed, leaks: true },
        { ...rowSecurityIsNamed, lint: 'grant_to_login', leaks: true },
      ],
      attacks: [
        {
          attack: 'read-rows-on-api-login',
          ...acmeOnGlobex,
          table: 'customers',
          purpose: 'negative control',
          title: "with grants to the login on top, the same statement reads globex's customers",
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
  defences: {
    audit: {
      removed: 'every lint of the audit is replaced by one that finds nothing',
      by: [{ fault: 'blind-audit' }],
    },
    'login-grants': { removed: "what keeps the api's login out of globex's schema", by: [loginIsGranted] },
  },
  declared: { outcome: 'holds' },
  isQuick: true,
  budgetMs: 60_000,
}
