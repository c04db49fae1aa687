import { databaseAsksNobody } from '../../chaos/faults/database-asks-nobody.ts'
import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeAsGlobex = { attacker: ACME, victim: GLOBEX, as: 'header' } as const
const globexItself = { attacker: GLOBEX, victim: GLOBEX, as: 'own' } as const

const aclIsWide = { fault: 'widen-acl', of: ACME, victim: GLOBEX } as const

export const scenario: Scenario = {
  name: 'api-trusts-tenant-header',
  title: 'The API believes a tenant header',
  question: 'What if your API has a bug that lets the caller say which tenant it is?',
  claim:
    'With an API that takes the tenant from a header, acme reads and starts nothing of globex: Postgres refuses, and with Postgres no longer asking the broker does.',
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
  disturbances: [{ fault: 'replace-api', by: 'api-trusts-tenant-header' }],
  acts: [
    {
      title: 'every wall below the api stands',
      attacks: [
        {
          attack: 'read-executions-over-http',
          ...acmeAsGlobex,
          title: "acme reads globex's executions with its own token and X-Tenant-ID: globex",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'start-execution-over-http',
          ...acmeAsGlobex,
          title: "acme starts an execution of globex's with its own token and X-Tenant-ID: globex",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'start-execution-over-http',
          ...globexItself,
          purpose: 'positive control',
          title: 'globex itself starts one through the same api',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
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
          expect: { refusedBy: 'broker', answer: /^Kafka error 29 / },
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
    {
      title: "the broker's ACL is wide open: the database is alone",
      disturbances: [aclIsWide],
      attacks: [
        {
          attack: 'start-execution-over-http',
          ...acmeAsGlobex,
          title: "the same start, with the broker's ACL wide open",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
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
    'database-identity': {
      removed: "the token check in globex's functions, and row security on its tables",
      by: databaseAsksNobody(GLOBEX),
    },
    'broker-acl': { removed: "the broker's wall between acme's callers and globex's topic", by: [aclIsWide] },
  },
  declared: { outcome: 'holds' },
  isQuick: true,
  budgetMs: 60_000,
}
