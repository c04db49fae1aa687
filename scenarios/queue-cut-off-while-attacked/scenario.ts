import { databaseAsksNobody } from '../../chaos/faults/database-asks-nobody.ts'
import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeAsGlobex = { attacker: ACME, victim: GLOBEX, as: 'forged' } as const
const globexItself = { attacker: GLOBEX, victim: GLOBEX, as: 'own' } as const

export const scenario: Scenario = {
  name: 'queue-cut-off-while-attacked',
  title: 'The queue cannot be reached while somebody attacks',
  question:
    'Your queue is gone and your API is broken at the same moment: is the broker not one of your walls?',
  claim:
    'With the network to the broker cut and an API that verifies nothing, a forged token still opens nothing: Postgres refuses. Realtime work is answered 503 and never done; other work is taken and done.',
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'medium', availability: 'medium', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 50,
    through: 'stage',
    acceptedMin: { before: 3, during: 3, after: 3 },
  },
  disturbances: [
    { fault: 'replace-api', by: 'api-skips-token-verification', through: ['kafka'] },
    { fault: 'add-toxic', of: 'kafka', toxic: { type: 'down' } },
  ],
  acts: [
    {
      title: 'the broker is out of reach, the database stands',
      attacks: [
        {
          attack: 'read-executions-over-http',
          ...acmeAsGlobex,
          title: "acme reads globex's executions with a token that says globex, signed by acme's own key",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'start-execution-over-http',
          mode: 'balanced',
          ...acmeAsGlobex,
          title: "acme starts a balanced execution of globex's with the same token",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'start-execution-over-http',
          mode: 'realtime',
          takesOutage: true,
          ...globexItself,
          title: 'globex itself starts a realtime one, which nobody could promise to begin at once',
          expect: { refusedBy: 'api', answer: /^HTTP 503 ERR_QUEUE_UNAVAILABLE$/ },
        },
        {
          attack: 'start-execution-over-http',
          mode: 'balanced',
          ...globexItself,
          purpose: 'positive control',
          title: 'globex itself starts a balanced one',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/, leaves: GLOBEX },
        },
      ],
    },
    {
      title: 'the database no longer asks either: nothing is left',
      disturbances: databaseAsksNobody(GLOBEX),
      attacks: [
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
  checkers: ['attacks-refused', 'attacks-left-nothing', 'controls-as-expected', 'nothing-leaked'],
  declared: { outcome: 'holds' },
  isQuick: true,
  budgetMs: 60_000,
}
