import type { Card } from './card.ts'

export const noisyNeighbours: Card = {
  id: 'noisy-neighbours',
  askedBy: 'a site reliability engineer',
  question: 'One tenant sends a hundred times its usual load. What do the others notice?',
  target: { seconds: 45, wordsMin: 90, wordsMax: 112 },
  modelAnswer: `They should notice little, because the load meets a limit at every stage. The API limits the
rate of each tenant and answers 429 with Retry-After. Each tenant has a topic of its own, so its backlog stands
in its own queue, and the broker holds a quota for each principal. Workers act inside one tenant's context,
with a cap on what one tenant may have in flight and slots reserved for realtime work. Between tenants the
scheduler is fair: deficit round robin, charged in the worker time that was really used. So the noisy tenant
waits behind itself. The bottleneck we still share is Postgres, and heavy analytics moves off-peak.`,
  keyPoints: [
    {
      point: 'rate limits per tenant at the API',
      patterns: [/\brate[- ]?limit/i, /\blimits? the rate/i, /\b429\b/, /\bthrottl/i],
    },
    {
      point: 'a topic (or partitions) per tenant, so a backlog stays its own',
      patterns: [/\b(topics?|partition\w*)\b/i, /\bown (queue|backlog)\b/i],
    },
    {
      point: 'a cap on what one tenant may have in flight',
      patterns: [/\b(cap|caps|capped|concurrency)\b/i, /\bin[- ]flight\b/i],
    },
    {
      point: 'fair scheduling between tenants',
      patterns: [/\b(fair\w*|round[- ]robin|scheduler)\b/i],
    },
    {
      point: 'tenant-scoped workers',
      patterns: [
        /\bworkers?\b[^.]*\b(tenant|scoped|context)/i,
        /\btenant[- ]scoped\b/i,
        /\bdedicated workers?\b/i,
      ],
    },
    {
      point: 'what is still shared',
      patterns: [/\b(share|shared|bottleneck)\b/i, /\boff-?\s?peak\b/i],
    },
  ],
  pushback: [
    {
      challenge: 'Prove it. What is the latency of the quiet tenant while the noisy one is at it?',
      reply: `That is the figure to ask for, and I will not quote one that I have not measured. The run is the
quiet tenant alone, then beside the noisy one, and the two latencies next to each other.`,
    },
    {
      challenge: 'That is not what I asked. Its requests are few, but each runs for a minute.',
      reply: `Then a rate limit is the wrong tool, and the share in worker time does the work: the scheduler
charges an estimate at dispatch and settles with what was used. The cap in flight bounds the number of slots
it can hold at once.`,
    },
    {
      challenge: 'And if half of the workers die in the same minute?',
      reply: `Capacity halves, fairness does not change, and slots for realtime stay reserved. Leases of the dead
end, others claim the executions under a new attempt number, and what a dead one still had half done was never
committed. Everyone is slower; nobody is doubled or lost.`,
    },
  ],
  proof: null,
}
