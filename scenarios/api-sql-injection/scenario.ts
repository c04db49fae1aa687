import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeOnGlobex = { attacker: ACME, victim: GLOBEX } as const
const wallsDown = [
  { fault: 'open-schema-to-api', tenant: GLOBEX },
  { fault: 'disable-row-security', tenant: GLOBEX },
] as const

export const scenario: Scenario = {
  name: 'api-sql-injection',
  title: 'SQL can be injected through the api',
  question: 'What if your API has an SQL injection, and somebody sends whatever SQL he likes?',
  claim:
    'Any statement that acme injects runs as a login that owns nothing and is a member of nothing: each of the list meets what is listed, nothing of globex is seen or changed, and no role, grant or policy is another afterwards.',
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'none', availability: 'low', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 50,
    through: 'stage',
    acceptedMin: { before: 3, during: 3, after: 3 },
  },
  disturbances: [{ fault: 'replace-api', by: 'api-sql-injection' }],
  acts: [
    {
      title: 'every wall of the database stands',
      attacks: [
        {
          attack: 'read-rows-by-injection',
          ...acmeOnGlobex,
          reads: 'login',
          purpose: 'positive control',
          title: "an injected statement of acme's runs, on the api's own login",
          expect: { refusedBy: 'none', answer: /^HTTP 202, it ran as easyflow_api$/ },
        },
        {
          attack: 'read-rows-by-injection',
          ...acmeOnGlobex,
          reads: 'customers',
          title: "acme injects a read of globex's customers",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 42501$/ },
        },
        {
          attack: 'try-sql-by-injection',
          ...acmeOnGlobex,
          title:
            'acme injects every statement of the list: rows, roles, identity, functions, schema, signals',
          expect: { refusedBy: 'database', answer: /^\d\d as listed: / },
        },
      ],
    },
    {
      title: "the schema is granted to the api's login, and row security is off",
      disturbances: wallsDown,
      attacks: [
        {
          attack: 'read-rows-by-injection',
          ...acmeOnGlobex,
          reads: 'customers',
          purpose: 'negative control',
          title: "with grants to the login and row security off, the same injection reads globex's customers",
          expect: { refusedBy: 'none', answer: /^HTTP 202$/, discloses: GLOBEX },
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
  defences: {
    'schema-wall': {
      removed: "what keeps the api's login out of globex's schema, and row security behind it",
      by: wallsDown,
    },
  },
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 60_000,
}
