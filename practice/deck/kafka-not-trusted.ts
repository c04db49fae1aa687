import type { Card } from './card.ts'

export const kafkaNotTrusted: Card = {
  id: 'kafka-not-trusted',
  askedBy: 'a sceptical principal engineer',
  question: 'You say that queues are not trusted. Then why have Kafka at all?',
  target: { seconds: 45, wordsMin: 90, wordsMax: 112 },
  modelAnswer: `For throughput and decoupling, never for truth. Kafka absorbs bursts, lets the API answer
before the work is done, and lets workers scale and restart on their own. What it carries is a hint: an
execution's id and its mode, no payload and no authority. A worker that reads one asks its own tenant's schema,
under its own token, whether such an execution is waiting; if not, nothing happens. So forged, replayed,
reordered and poisonous messages change only counters. The broker still verifies tokens and keeps an access
list per topic, because a second wall is cheap. Without Kafka we lose speed: availability may drop, but never
correctness.`,
  keyPoints: [
    {
      point: 'throughput and decoupling are what it is for',
      patterns: [/\b(throughput|decoupl\w+|bursts?|buffer\w*|backpressure|scal(e|es|ing))\b/i],
    },
    {
      point: 'a message is a hint, never a fact',
      patterns: [/\bhints?\b/i, /\bno (payload|authority)\b/i, /\bnever (a fact|truth|trusted)\b/i],
    },
    {
      point: 'the worker asks the database under its own token',
      patterns: [
        /\bworkers?\b[^.]*\b(asks?|checks?|looks?|claims?|reads?)\b[^.]*\b(schema|database|postgres|row|token)/i,
        /\b(own|its) token\b/i,
        /\bclaim\w*\b[^.]*\b(database|postgres|row)/i,
      ],
    },
    {
      point: 'forged, replayed and poisonous messages have no effect',
      patterns: [/\b(forg\w+|replay\w*|poison\w*|tampered|fake)\b/i],
    },
    {
      point: 'availability may drop, never correctness',
      patterns: [/\bavailab\w+\b/i, /\bcorrectness\b/i, /\b(slower|lose speed)\b/i],
    },
  ],
  pushback: [
    {
      challenge: 'Prove it.',
      reply: `A superuser of the broker, whom no access list stops, writes to the topic of globex: a message that
names an execution of acme, a thousand old ones again, and rubbish. Nothing happens in either tenant, and the
honest message behind them is processed.`,
    },
    {
      challenge: 'That is not what I asked. Why not poll Postgres and run one system less?',
      reply: `For a small system, do that; our sweeper does, and it is the fallback when Kafka is down. Polling
pays on every idle round and for every tenant, and makes the one part that is hard to scale do the waiting. A
queue wakes the right worker at once.`,
    },
    {
      challenge: 'And if the worker itself has a bug and takes the tenant from the message?',
      reply: `Then it calls the functions of one tenant with the token of another, and Postgres answers 28000.
Two faults together, a forged message and a confused worker, still need a token that the worker was never
given. A worker that is fully taken over is another matter: it opens the tenants assigned to it.`,
      proofs: ['worker-takes-wrong-tenant'],
    },
  ],
  proofs: ['message-forged-by-superuser', 'message-copied-and-replayed'],
}
