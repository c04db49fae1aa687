import { databaseAsksNobody } from '../../chaos/faults/database-asks-nobody.ts'
import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeOnGlobex = { attacker: ACME, victim: GLOBEX } as const

export const scenario: Scenario = {
  name: 'acl-too-wide',
  title: "One ACL by prefix lets acme's callers into every topic",
  question: 'What if somebody sets a wildcard ACL, and one tenant may write to the topics of all?',
  claim:
    "acme may then write to globex's topic and read from it, and nothing of globex is seen or done: a message is a hint, it carries no payload, and what it names is looked up in globex's own schema. Postgres alone still refuses acme's start in globex's name.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'low', availability: 'low', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 100,
    through: 'stage',
    acceptedMin: { before: 3, during: 3, after: 3 },
  },
  // With the genuine api acme could not even try to start something in globex's name.
  disturbances: [
    { fault: 'replace-api', by: 'api-trusts-tenant-header' },
    { fault: 'open-all-topics', to: ACME },
  ],
  acts: [
    {
      title: "acme is let into globex's topic",
      attacks: [
        {
          attack: 'write-to-topic',
          ...acmeOnGlobex,
          as: 'own',
          title:
            "acme writes messages to globex's topic: of an execution that is done, with acme named all over",
          expect: {
            refusedBy: 'none',
            answer: /^the broker took 4 messages, and globex's worker has read them$/,
          },
        },
        {
          attack: 'read-from-topic',
          ...acmeOnGlobex,
          title: "acme reads globex's topic from its first message on: ids, and nothing else",
          expect: { refusedBy: 'none', answer: /^\d+ messages$/ },
        },
        {
          attack: 'read-known-execution-over-http',
          ...acmeOnGlobex,
          as: 'own',
          title: 'acme asks the api for an execution by an id that it may have read there',
          expect: { refusedBy: 'api', answer: /^HTTP 404 ERR_NOT_FOUND$/ },
        },
        {
          attack: 'start-execution-over-http',
          ...acmeOnGlobex,
          as: 'header',
          title: "acme starts an execution in globex's name, the broker no longer in its way",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'start-execution-over-http',
          attacker: GLOBEX,
          victim: GLOBEX,
          as: 'own',
          purpose: 'positive control',
          title: 'globex itself starts one through the same api',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/, leaves: GLOBEX },
        },
      ],
    },
    {
      title: 'the database no longer asks either',
      disturbances: databaseAsksNobody(GLOBEX),
      attacks: [
        {
          attack: 'start-execution-over-http',
          ...acmeOnGlobex,
          as: 'header',
          purpose: 'negative control',
          title: "with the database's walls down as well, acme's start goes through in globex's name",
          expect: { refusedBy: 'none', answer: /^HTTP 202$/, leaves: GLOBEX },
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
