import { databaseAsksNobody } from '../../chaos/faults/database-asks-nobody.ts'
import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeAsGlobex = { attacker: ACME, victim: GLOBEX, as: 'forged' } as const
const globexItself = { attacker: GLOBEX, victim: GLOBEX, as: 'own' } as const

export const scenario: Scenario = {
  name: 'api-skips-token-verification',
  title: 'The API believes tokens without looking at the signature',
  question: 'What if your API forgets to verify the token, and anybody can write "globex" into one?',
  claim:
    'With an API that only decodes tokens, one that acme signed itself opens nothing of globex: Postgres checks the signature and refuses, and with Postgres no longer asking the broker does.',
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
  disturbances: [{ fault: 'replace-api', by: 'api-skips-token-verification' }],
  acts: [
    {
      title: 'every wall below the api stands',
      attacks: [
        {
          attack: 'read-executions-over-http',
          ...acmeAsGlobex,
          title: "acme reads globex's executions with a token that says globex, signed by acme's own key",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'start-execution-over-http',
          ...acmeAsGlobex,
          title: "acme starts an execution of globex's with the same token",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'start-execution-over-http',
          ...globexItself,
          purpose: 'positive control',
          title: 'globex itself starts one through the same api',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/, leaves: GLOBEX },
        },
      ],
    },
    {
      title: 'the database no longer asks: the broker is alone',
      disturbances: databaseAsksNobody(GLOBEX),
      attacks: [
        {
          attack: 'start-execution-over-http',
          ...acmeAsGlobex,
          title: 'the same start, with the database no longer asking',
          expect: { refusedBy: 'broker', answer: /^Kafka error 58 / },
        },
        {
          attack: 'read-executions-over-http',
          ...acmeAsGlobex,
          purpose: 'negative control',
          title: "with the database's walls down, the same request reads globex's rows",
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
  declared: { outcome: 'holds' },
  isQuick: true,
  budgetMs: 60_000,
}
