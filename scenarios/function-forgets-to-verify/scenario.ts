import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeOnGlobex = { attacker: ACME, victim: GLOBEX } as const
const forgetful = ['list_executions', 'get_execution', 'submit'] as const

export const scenario: Scenario = {
  name: 'function-forgets-to-verify',
  title: 'Functions of a tenant no longer check the token',
  question: 'Your functions check the token. What if somebody writes one that forgets to?',
  claim:
    "With the token check gone from globex's functions nothing of globex is seen: they run as globex's own role, and the policies demand an identity that was verified in the same transaction. The audit names each function within a second.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'none', availability: 'low', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 100,
    through: 'genuine',
    // Without a check there is no identity either, and globex itself is refused meanwhile.
    acceptedMin: { before: 3, during: 0, after: 3 },
  },
  disturbances: [{ fault: 'forget-to-verify', tenant: GLOBEX, functions: forgetful }],
  acts: [
    {
      title: 'the functions ask nobody; every other wall stands',
      named: [
        {
          by: 'audit',
          lint: 'function_forgets_to_verify',
          tenant: GLOBEX,
          objects: forgetful,
          withinMs: 1000,
        },
      ],
      attacks: [
        {
          attack: 'call-function-on-api-login',
          ...acmeOnGlobex,
          as: 'own',
          title: "acme calls globex's list_executions on the api's login with its own token",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'call-function-on-api-login',
          ...acmeOnGlobex,
          as: 'forged',
          title: 'the same with a token that says globex, signed by a key of its own',
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'try-sql-on-api-login',
          ...acmeOnGlobex,
          // As whom the transaction is verified decides which rows there are: acme's, of which globex's table has none.
          otherwise: { 'verify as oneself, then call it in the same transaction': 'ran' },
          title: 'acme tries every statement of the list on that login',
          expect: { refusedBy: 'database', answer: /^\d\d as listed: / },
        },
        {
          attack: 'start-execution-over-http',
          attacker: ACME,
          victim: ACME,
          as: 'own',
          purpose: 'positive control',
          title: 'acme itself, whose functions check, starts an execution',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/, leaves: ACME },
        },
      ],
    },
    {
      title: 'row security is off as well',
      disturbances: [{ fault: 'disable-row-security', tenant: GLOBEX }],
      attacks: [
        {
          attack: 'call-function-on-api-login',
          ...acmeOnGlobex,
          as: 'own',
          purpose: 'negative control',
          title: "with row security off as well, the same call reads globex's executions",
          expect: { refusedBy: 'none', answer: /^1 rows$/, discloses: GLOBEX },
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
