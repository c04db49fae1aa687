import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeWithKey = { attacker: ACME, victim: GLOBEX, as: 'foreign-key' } as const

export const scenario: Scenario = {
  name: 'foreign-key-in-jwks',
  title: "A key of the attacker's is among the issuer's keys",
  question: 'What if somebody gets a key of his own into your issuer’s key set?',
  claim:
    'Api and broker believe the key set at once, Postgres only once the keys are copied; from then on whoever holds the key is any tenant, until it is removed. Comparing the key set with Postgres finds it before the copy, the canaries after it; a removal ends it everywhere.',
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'none', availability: 'low', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 3, after: 3 },
  },
  disturbances: [{ fault: 'publish-foreign-key' }],
  acts: [
    {
      title: 'the key is in the key set, and not in Postgres',
      named: [{ by: 'keys', fault: 'a key that Postgres does not know', withinMs: 10_000 }],
      attacks: [
        {
          attack: 'read-executions-over-http',
          ...acmeWithKey,
          title: 'acme reads as globex with a token of that key, which the api believes',
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'write-to-topic',
          ...acmeWithKey,
          title: "acme writes to globex's topic with such a token: the broker takes it, and nothing happens",
          expect: { refusedBy: 'none', answer: /^the broker took 4 messages, / },
        },
      ],
    },
    {
      title: 'somebody copies the keys into Postgres without looking',
      disturbances: [{ fault: 'copy-issuer-keys' }],
      attacks: [
        {
          attack: 'read-executions-over-http',
          ...acmeWithKey,
          title: "acme reads globex's executions with a token of that key",
          expect: { refusedBy: 'none', answer: /^HTTP 200$/, discloses: GLOBEX },
        },
        {
          attack: 'start-execution-over-http',
          ...acmeWithKey,
          purpose: 'negative control',
          title: "acme starts an execution of globex's with such a token",
          expect: { refusedBy: 'none', answer: /^HTTP 202$/, leaves: GLOBEX },
        },
      ],
    },
    {
      title: 'the key is removed',
      heals: ['publish-foreign-key'],
      attacks: [
        {
          attack: 'read-executions-over-http',
          ...acmeWithKey,
          title: 'the same read, once the key is removed',
          expect: { refusedBy: 'api', answer: /^HTTP 401 ERR_TOKEN_INVALID$/ },
        },
        {
          attack: 'write-to-topic',
          ...acmeWithKey,
          title: 'the same messages, once the key is removed',
          expect: { refusedBy: 'broker', answer: /^Kafka error 58 SASL_AUTHENTICATION_FAILED$/ },
        },
        {
          attack: 'call-function-on-api-login',
          ...acmeWithKey,
          title: "globex's function in the database, once the key is removed",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'start-execution-over-http',
          attacker: GLOBEX,
          victim: GLOBEX,
          as: 'own',
          purpose: 'positive control',
          title: 'globex itself, with a genuine token, starts an execution',
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
        says: /^leaked: acme saw the canary of globex in acme reads globex's executions with a token of that key$/,
      },
    ],
  },
  isQuick: false,
  budgetMs: 60_000,
}
