import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

export const scenario: Scenario = {
  name: 'database-slow-and-pool-exhausted',
  title: 'The database is slow, and the pool of connections is used up',
  question: 'What if Postgres answers late, every connection is busy, and callers keep coming?',
  claim:
    'An API with two connections to a database that answers half a second late serves some and refuses the rest with 503; nothing is done that was refused, nothing accepted is lost or lands with the other tenant on the same connection, and all is well once the database answers again.',
  failureClass: 'throughput',
  contributions: { isolation: 'medium', durability: 'high', availability: 'high', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [ACME, GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 100,
    through: 'stage',
    // More than the slow database lets through: the api has to have recovered.
    acceptedMin: { before: 3, during: 10, after: 3 },
  },
  disturbances: [
    {
      fault: 'replace-api',
      by: 'genuine',
      through: ['postgres'],
      settings: { EASYFLOW_DATABASE_CONNECTIONS: '2' },
    },
  ],
  acts: [
    {
      title: 'every answer of the database comes half a second late',
      disturbances: [
        { fault: 'add-toxic', of: 'postgres', toxic: { type: 'latency', latency: 500, jitter: 50 } },
      ],
      holdMs: 2500,
    },
    {
      title: 'the database answers again, and the same api serves all again',
      holdMs: 2500,
    },
  ],
  checkers: ['nothing-executed-but-refused', 'no-duplicate-effects'],
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 90_000,
}
