import type { PlannedAttack, Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const layers = ['api', 'broker', 'database'] as const

const stillGood = layers.map((at): PlannedAttack => ({
  attack: 'use-short-token',
  tenant: ACME,
  at,
  when: 'alive',
  purpose: 'positive control',
  title: `acme shows the ${at} a token that lives for 5 s`,
  expect: { refusedBy: 'none', answer: /^(HTTP 200|an offset|1 rows)$/ },
}))

const overdue = {
  api: { refusedBy: 'api', answer: /^HTTP 401 ERR_TOKEN_EXPIRED$/ },
  broker: { refusedBy: 'broker', answer: /^Kafka error 58 / },
  database: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
} as const

const over = layers.map((at): PlannedAttack => ({
  attack: 'use-short-token',
  tenant: ACME,
  at,
  when: 'over',
  title: `acme shows the ${at} the same token when it is over`,
  expect: overdue[at],
}))

export const scenario: Scenario = {
  name: 'issuer-down-while-tokens-expire',
  title: 'The issuer is down while tokens expire',
  question: 'What if your identity provider is down? Do you let old tokens in until it is back?',
  claim:
    'With the issuer dead, whoever holds a token that lives is served and work in progress goes on; api, broker and database each refuse a token that is over, although nobody can get another.',
  failureClass: 'security',
  contributions: { isolation: 'medium', durability: 'medium', availability: 'high', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [ACME, GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 80,
    through: 'genuine',
    acceptedMin: { before: 3, during: 10, after: 3 },
  },
  disturbances: [{ fault: 'kill-issuer' }],
  acts: [
    { title: 'the issuer is dead, a token lives', attacks: stillGood },
    { title: 'the issuer is dead, the token is over', attacks: over },
    {
      title: 'the database no longer asks for a token',
      disturbances: [
        { fault: 'forget-to-verify', tenant: ACME, functions: ['list_executions'] },
        { fault: 'disable-row-security', tenant: ACME },
      ],
      attacks: [
        {
          attack: 'use-short-token',
          tenant: ACME,
          at: 'database',
          when: 'over',
          purpose: 'negative control',
          title: "with the database's walls down, the token that is over opens acme's rows",
          expect: { refusedBy: 'none', answer: /^1 rows$/, discloses: ACME },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected', 'nothing-leaked'],
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 60_000,
}
