import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeUnsigned = { attacker: ACME, victim: GLOBEX, as: 'unsigned' } as const

export const scenario: Scenario = {
  name: 'broker-accepts-unsigned-tokens',
  title: 'The broker takes tokens that nobody signed',
  question: 'What if the broker is set up wrongly and accepts tokens without a signature?',
  claim:
    "Whoever writes globex into a token may then write to globex's topic, and nothing is done by it: a message is a hint. Api and Postgres check the signature for themselves and refuse the same token.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'low', availability: 'medium', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    // It knows nothing but unsigned tokens meanwhile: the genuine ones of globex are refused.
    acceptedMin: { before: 3, during: 0, after: 3 },
  },
  disturbances: [],
  acts: [
    {
      title: 'the broker as it should be',
      attacks: [
        {
          attack: 'write-to-topic',
          ...acmeUnsigned,
          title: "acme writes to globex's topic with a token that says globex and that nobody signed",
          expect: { refusedBy: 'broker', answer: /^Kafka error 58 SASL_AUTHENTICATION_FAILED$/ },
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
      title: 'the broker without the setting that makes it verify',
      disturbances: [{ fault: 'accept-unsigned-tokens' }],
      attacks: [
        {
          attack: 'write-to-topic',
          ...acmeUnsigned,
          areRead: false,
          purpose: 'negative control',
          title: 'the same token: the broker takes the messages',
          expect: { refusedBy: 'none', answer: /^the broker took 4 messages$/ },
        },
        {
          attack: 'read-executions-over-http',
          ...acmeUnsigned,
          title: 'the same token at the api',
          expect: { refusedBy: 'api', answer: /^HTTP 401 ERR_TOKEN_INVALID$/ },
        },
        {
          attack: 'call-function-on-api-login',
          ...acmeUnsigned,
          title: "the same token at globex's function in the database",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
      ],
    },
    {
      title: 'the broker as it should be again, with those messages in the topic',
      attacks: [
        {
          attack: 'write-to-topic',
          ...acmeUnsigned,
          title: 'the same token once more',
          expect: { refusedBy: 'broker', answer: /^Kafka error 58 SASL_AUTHENTICATION_FAILED$/ },
        },
        {
          attack: 'write-to-topic',
          attacker: GLOBEX,
          victim: GLOBEX,
          as: 'own',
          purpose: 'positive control',
          title: "globex's own token: its worker reads these messages, and the forged ones before them",
          expect: {
            refusedBy: 'none',
            answer: /^the broker took 4 messages, and globex's worker has read them$/,
          },
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
