import { CALLER_FUNCTIONS } from '../../chaos/faults/database-asks-nobody.ts'
import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeAsGlobex = { attacker: ACME, victim: GLOBEX, as: 'header' } as const
const rowSecurityIsOff = { fault: 'disable-row-security', tenant: GLOBEX } as const
const functionsForget = { fault: 'forget-to-verify', tenant: GLOBEX, functions: CALLER_FUNCTIONS } as const

export const scenario: Scenario = {
  name: 'api-bug-and-row-security-off',
  title: 'The API believes a tenant header, and row level security is off',
  question: 'And if somebody has also switched row-level security off on that table?',
  claim:
    "With an api that believes a header and row level security off on every table of globex, its functions still want globex's own token and nobody but its own roles reaches its tables. One wall more makes it leak.",
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
  disturbances: [{ fault: 'replace-api', by: 'api-trusts-tenant-header' }, rowSecurityIsOff],
  acts: [
    {
      title: 'the api believes the header, and no policy is asked',
      attacks: [
        {
          attack: 'read-executions-over-http',
          ...acmeAsGlobex,
          title: "acme reads globex's executions with its own token and X-Tenant-ID: globex",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'read-rows-on-api-login',
          attacker: ACME,
          victim: GLOBEX,
          table: 'customers',
          title: "acme reads globex's customers with free SQL on the api's own login",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 42501$/ },
        },
        {
          attack: 'start-execution-over-http',
          attacker: GLOBEX,
          victim: GLOBEX,
          as: 'own',
          purpose: 'positive control',
          title: 'globex itself starts an execution through the same api',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
    {
      title: "globex's functions no longer ask for a token",
      disturbances: [functionsForget],
      attacks: [
        {
          attack: 'read-executions-over-http',
          ...acmeAsGlobex,
          purpose: 'negative control',
          title: "with one wall more gone, the same request reads globex's rows",
          expect: { refusedBy: 'none', answer: /^HTTP 200$/, discloses: GLOBEX },
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
    'function-verification': {
      removed: "the token check in globex's functions, with row security off as well",
      by: [functionsForget],
    },
  },
  declared: { outcome: 'holds' },
  isQuick: true,
  budgetMs: 60_000,
}
