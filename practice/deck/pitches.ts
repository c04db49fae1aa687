import type { Card } from './card.ts'
import { pitchKeyPoints, analyticsKeyPoint } from './pitch-key-points.ts'

const PROOF = 'api-trusts-tenant-header'

const recruiter: Card = {
  id: 'pitch-15-seconds',
  askedBy: 'a recruiter',
  question: 'What did you build? You have fifteen seconds.',
  target: { seconds: 15, wordsMin: 30, wordsMax: 38 },
  modelAnswer: `EasyFlow is multi-tenant workflow automation. Signed tenant identity runs from the caller's
JWT through Kafka and workers to Postgres row-level security: even when the API fails, the database refuses.
Shared infrastructure until scale, compliance or contracts justify splitting.`,
  keyPoints: pitchKeyPoints,
  pushback: [
    {
      challenge: 'Prove it: what would you show me on a screen?',
      reply: `A broken API, live. I take its tenant check away, ask for another company's rows, and you see
which layer said no and with which code. One key press runs it.`,
    },
    {
      challenge: 'That is not what I asked. Explain it to somebody who does not write software.',
      reply: `An apartment building. Everyone shares the walls, the lift and the front door, but each flat has
its own lock, and the lock checks the key itself; it does not ask the doorman.`,
    },
    {
      challenge: 'And if the doorman lets everybody in and one flat is left unlocked as well?',
      reply: `Then that one flat stands open, and I say so. Two walls down at once can leak. The others keep
their locks, and finding the open one is a routine check, not luck.`,
    },
  ],
  proofs: [PROOF],
}

const hiringManager: Card = {
  id: 'pitch-30-seconds',
  askedBy: 'a hiring manager',
  question: 'Tell me about EasyFlow. Thirty seconds, please.',
  target: { seconds: 30, wordsMin: 65, wordsMax: 75 },
  modelAnswer: `EasyFlow automates workflows for many tenants on shared infrastructure. The API takes the
tenant from a signed JWT and from nowhere else. Kafka checks that token again, workers act under tokens of
their own, and Postgres verifies the signature itself before row-level security shows a row. So when the API
has a bug, the database still holds the boundary. We share first and split when scale, compliance or an
enterprise contract justifies it.`,
  keyPoints: pitchKeyPoints,
  pushback: [
    {
      challenge: 'Prove it.',
      reply: `The kit composes an API that believes a header, lets it attack another tenant, and shows the
refusals: the broker's error 29 for the topic, SQLSTATE 28000 from Postgres. Then it takes the walls away and
the same attack succeeds, so the test is able to fail.`,
    },
    {
      challenge: 'That is not what I asked. What does it give the business?',
      reply: `One system to run instead of one for each customer, and a boundary strong enough to sell on.
Splitting a customer off stays possible, and is paid for when a contract asks for it.`,
    },
    {
      challenge: 'And if the worker is taken over while the API has that bug?',
      reply: `Then every tenant that worker is assigned stands open until its client credential is revoked:
its tokens are genuine. Fewer tenants for each worker, down to a dedicated one, bound the damage. The API bug
adds nothing to it.`,
    },
  ],
  proofs: [PROOF],
}

const systemDesigner: Card = {
  id: 'pitch-2-minutes',
  askedBy: 'a system design interviewer',
  question: 'Walk me through the design in two minutes, with one thing you made better.',
  target: { seconds: 120, wordsMin: 260, wordsMax: 300 },
  modelAnswer: `EasyFlow is a multi-tenant workflow automation platform in four layers. The API validates the
caller's JWT, takes the tenant from it and from nowhere else, and limits the rate for each tenant. Kafka has
one topic per tenant, and the broker checks the same token before a message is written. Workers act inside one
tenant's context, under a token of their own. At the bottom Postgres keeps a schema per tenant, with forced
row-level security.

The idea that carries it: no layer takes another's word. Usually the API resolves the tenant and then tells
the database, so one bug in the API opens everything. Here the signed token travels with the request, and the
API, the broker and Postgres each verify its signature. Even when the API fails, the database still enforces
the boundary. The row in Postgres is the truth, a message is only a hint, and if the queue is down work may
wait, but correctness does not suffer.

One story. Our analytics queries scanned millions of records, and customers wanted the insight without slower
transactions. I moved the aggregation off-peak, kept each query inside one tenant under row-level security,
and validated it under load. It had no impact on transactions and none on isolation: measured, constrained,
validated.

All tenants share the infrastructure first, because one system is cheaper to run than one for each customer,
and sharing is fine while the blast radius is controlled. We split a tenant off when scale, compliance or an
enterprise contract justifies it. And the limits are written down: whoever steals the issuer's signing key, or
is superuser on the database, is stopped by nothing inside.`,
  keyPoints: [...pitchKeyPoints, analyticsKeyPoint],
  pushback: [
    {
      challenge: 'Prove that the layers are independent.',
      reply: `Take them away one at a time. Without the API's check the broker and Postgres refuse, each by
itself; with the walls removed the same attack leaks. They verify independently, but they trust one issuer
jointly, and I would say that before you do.`,
    },
    {
      challenge: 'That is not what I asked. Which row does a worker lock, and why not the workflow?',
      reply: `The execution, with FOR UPDATE SKIP LOCKED, joined to its workflow. Locking the workflow row, as
the first sketch did, would let only one execution of a workflow run at a time. A lease and an attempt number
fence every later write.`,
    },
    {
      challenge: 'And if a worker stalls past its lease while the queue delivers the hint again?',
      reply: `A second worker claims the execution under the next attempt number. When the first wakes up, its
writes carry the old number and change nothing. The repeated hint finds nothing left to claim.`,
    },
  ],
  proofs: [PROOF],
}

/** From the shortest to the longest. */
export const pitches: readonly Card[] = [recruiter, hiringManager, systemDesigner]
