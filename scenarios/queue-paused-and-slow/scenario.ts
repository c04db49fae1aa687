import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

export const scenario: Scenario = {
  name: 'queue-paused-and-slow',
  title: 'The queue stands still, and then is slow',
  question: 'What if your queue is not dead but hangs, or the network to it is bad?',
  claim:
    'While the broker stands still and while every answer of it comes late and in drops, what was accepted is done once, and what was refused never.',
  failureClass: 'throughput',
  contributions: { isolation: 'none', durability: 'high', availability: 'high', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [ACME, GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 100,
    through: 'stage',
    acceptedMin: { before: 3, during: 6, after: 3 },
  },
  disturbances: [
    { fault: 'replace-api', by: 'genuine', through: ['kafka'] },
    { fault: 'replace-worker', by: 'genuine', tenants: [ACME, GLOBEX], through: ['kafka'] },
  ],
  acts: [
    {
      title: 'the broker stands still: connections stay open, nothing is answered',
      disturbances: [{ fault: 'pause-broker' }],
      holdMs: 1500,
    },
    {
      title: 'the network to the broker is slow and narrow, for the api and for the worker',
      disturbances: [
        { fault: 'add-toxic', of: 'kafka', toxic: { type: 'bandwidth', rate: 20 } },
        { fault: 'add-toxic', of: 'kafka', toxic: { type: 'latency', latency: 80, jitter: 30 } },
      ],
      holdMs: 1500,
    },
  ],
  checkers: ['nothing-executed-but-refused', 'no-duplicate-effects'],
  // While the system's own worker makes room for the one that goes through the proxy, nobody works.
  bounds: { waitMaxMs: 10_000 },
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 90_000,
}
