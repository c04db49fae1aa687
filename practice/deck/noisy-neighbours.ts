import type { Card } from './card.ts'

export const noisyNeighbours: Card = {
  id: 'noisy-neighbours',
  askedBy: 'a site reliability engineer',
  question: 'One tenant sends a hundred times its usual load. What do the others notice?',
  target: { seconds: 45, wordsMin: 90, wordsMax: 112 },
  modelAnswer: `They should notice little, because the load meets a limit at every stage. The API limits the
rate of each tenant and answers 429 with Retry-After. Each tenant has a topic of its own, so its backlog stands
in its own queue. A worker reads each queue with a consumer of its own, inside one tenant's context, and caps
what one tenant may have in flight. That is the fair share: there is no queue for all. So the noisy tenant waits
behind itself. The proof shows the quiet tenant's p95 alone, beside the flood, and with all of that off. What we
still share is Postgres and the processors.`,
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
      point: 'a fair share between tenants',
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
      reply: `That is the figure to ask for, and the proof measures it here: the quiet tenant's p95 alone and
beside the noisy one, from twenty samples or more, then once more with one queue for all and no rate limit. The
bound is three times its own alone, or half a second more where that is a trifle.`,
    },
    {
      challenge: 'That is not what I asked. Its requests are few, but each runs for a minute.',
      reply: `Then a rate limit is the wrong tool, and the cap in flight does the work: four executions of one
tenant at a time, however long they take, and a time limit on every step. Expressions run in threads, of which
no tenant gets the last one. Take the cap away, as the scenario on long steps does, and dozens are in flight at once.`,
    },
    {
      challenge: 'And if the queue gets slow in the same minute?',
      reply: `Then everybody waits a little longer for the broker, and nobody waits for the noisy one: each tenant
has a topic and a consumer of its own, and the rate limit and the places in the worker ask no broker. The proof
delays every answer of the broker by 40 ms and holds the quiet tenant to the same bound, beside its own alone over the
same slow network.`,
      proofs: ['noisy-neighbour-while-queue-is-slow'],
    },
  ],
  proofs: ['noisy-neighbour-requests'],
}
