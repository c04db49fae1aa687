import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeWithToken = { attacker: ACME, victim: GLOBEX, as: 'stolen' } as const
const globexItself = { attacker: GLOBEX, victim: GLOBEX, as: 'own' } as const

export const scenario: Scenario = {
  name: 'key-removed-in-an-emergency',
  title: 'The key that signs is removed while everybody uses it',
  question: "Your issuer's key has leaked. How long until nobody accepts it any more?",
  claim:
    'One command ends every token of the key: api, broker and Postgres each refuse it within five seconds. Nobody is restarted, nothing that was accepted is lost, and callers go on with fresh tokens.',
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'low', availability: 'medium', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 3, after: 3 },
  },
  disturbances: [],
  acts: [
    {
      title: "a token of globex's is stolen, and good",
      attacks: [
        {
          attack: 'read-executions-over-http',
          ...acmeWithToken,
          purpose: 'negative control',
          title: "acme reads globex's executions with it",
          expect: { refusedBy: 'none', answer: /^HTTP 200$/, discloses: GLOBEX },
        },
      ],
    },
    {
      title: 'the key that signed it is removed',
      disturbances: [{ fault: 'remove-signing-key', stolenFrom: GLOBEX }],
      attacks: [
        {
          attack: 'read-executions-over-http',
          ...acmeWithToken,
          title: 'the same token at the api',
          expect: { refusedBy: 'api', answer: /^HTTP 401 ERR_TOKEN_INVALID$/ },
        },
        {
          attack: 'write-to-topic',
          ...acmeWithToken,
          title: 'the same token at the broker',
          expect: { refusedBy: 'broker', answer: /^Kafka error 58 SASL_AUTHENTICATION_FAILED$/ },
        },
        {
          attack: 'call-function-on-api-login',
          ...acmeWithToken,
          title: "the same token at globex's function in the database",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'start-execution-over-http',
          ...globexItself,
          purpose: 'positive control',
          title: 'globex itself, with a fresh token, starts an execution',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/, leaves: GLOBEX },
        },
      ],
    },
  ],
  checkers: [
    'attacks-refused',
    'attacks-left-nothing',
    'controls-as-expected',
    'measurements-kept',
    'nothing-leaked',
    'executions-accounted-for',
  ],
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 60_000,
}
