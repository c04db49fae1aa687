import type { Card } from './card.ts'

export const queueFails: Card = {
  id: 'queue-fails',
  askedBy: 'an on-call lead',
  question: 'Kafka is gone in the middle of the day. What happens to the work, and to isolation?',
  target: { seconds: 45, wordsMin: 90, wordsMax: 112 },
  modelAnswer: `Asynchronous work pauses; correctness and isolation stay, because the database is the source of
truth. The API commits the execution first and publishes a hint after it. When the hint cannot be sent,
realtime fails fast: the row becomes REJECTED, and the caller gets 503, retryable, with no effect. Balanced and
eco are accepted with 202, since the intent is stored; a sweeper in the worker finds rows without a hint and
runs them. An idempotency key makes the retry safe: it takes up the same row instead of a second one.
Afterwards we count in Postgres: nothing lost, nothing doubled, nothing stuck, nothing in another tenant.`,
  keyPoints: [
    {
      point: 'the database is the source of truth',
      patterns: [
        /\bsource of truth\b/i,
        /\b(database|postgres|row)\b[^.]*\btruth\b/i,
        /\bcommit\w*\b[^.]*\b(first|before)\b/i,
      ],
    },
    {
      point: 'availability may drop, correctness and isolation stay',
      patterns: [
        /\b(correct\w*|isolat\w+)\b[^.]*\b(stays?|remains?|kept|holds?|unaffected|intact|never)\b/i,
        /\b(pauses?|paused|waits?|delayed|slower)\b/i,
      ],
    },
    {
      point: 'realtime fails fast with a retryable error',
      patterns: [/\bfails? fast\b/i, /\b503\b/, /\bretry(able|-after)\b/i],
    },
    {
      point: 'the intent of the rest is stored and run later',
      patterns: [/\b(intent|persist\w*|stored|202)\b/i, /\b(sweeper|replay\w*|outbox|later)\b/i],
    },
    {
      point: 'retries are safe: idempotency key, nothing doubled',
      patterns: [/\bidempoten\w+/i, /\b(doubled|twice|duplicates?|exactly once)\b/i],
    },
  ],
  pushback: [
    {
      challenge: 'Prove it.',
      reply: `The broker is killed under load. Realtime is refused with 503 and leaves nothing half done,
balanced is accepted, and after the restart everything accepted is COMPLETE. The counts come from Postgres, not
from the application.`,
    },
    {
      challenge:
        'That is not what I asked. Kafka took the hint, and the API never heard back. What do you answer?',
      reply: `What the row says. The API tries to turn QUEUED into REJECTED. If that changes one row, the answer
is 503, and a late hint finds nothing to run. If a worker has claimed it first, zero rows change, and the
caller gets 202. If even the update cannot be confirmed, the answer says that the effect is unknown.`,
    },
    {
      challenge: 'And if the API dies between its commit and the publish, while the broker is down?',
      reply: `Then a row stands there that nobody has announced. Realtime rows carry a start-by time: a worker
that finds one overdue rejects it instead of running it. Any other row is found by the sweeper. Neither needs
that API to come back.`,
      proofs: ['api-dies-while-queue-is-down'],
    },
  ],
  proofs: ['queue-killed'],
}
