import type { Card } from './card.ts'

export const databasePerTenant: Card = {
  id: 'database-per-tenant',
  askedBy: 'an enterprise architect',
  question: 'Why not a database per tenant from day one? Then there would be nothing to isolate.',
  target: { seconds: 45, wordsMin: 90, wordsMax: 112 },
  modelAnswer: `Because the cost comes on day one and the need may never come. A database for each tenant is
one more thing to patch, back up, migrate and watch, for every customer. We keep hard isolation on shared
infrastructure instead: a schema and roles for each tenant, forced row-level security, and a signed token that
Postgres verifies itself. Sharing is fine while the blast radius is controlled. When scale, compliance or an
enterprise contract asks for it, we split that tenant off; the same programs run against another server by
configuration. What sharing cannot remove is the joint risk: one superuser, one host. That is a reason to
split.`,
  keyPoints: [
    {
      point: 'cost and overhead for every tenant, from the first day',
      patterns: [/\b(costs?|overhead|expens\w+|operat\w+|patch|back ?up|maintain\w*)\b/i],
    },
    {
      point: 'hard isolation on shared infrastructure',
      patterns: [/\bshar(ed|ing)\b/i, /\bisolat\w+\b[^.]*\b(schema|row[- ]level|RLS|token)/i],
    },
    {
      point: 'split under real pressure: scale, compliance, contract',
      patterns: [/\bsplit\w*/i, /\b(compliance|enterprise|contract|regulat\w+)\b/i],
    },
    {
      point: 'the way out exists: same programs, another server',
      patterns: [
        /\b(configuration|config|setting)\b/i,
        /\b(same|another|own|dedicated|separate)\b[^.]*\b(programs?|code|server|database|cluster)\b/i,
      ],
    },
    {
      point: 'the limit: one superuser and one host are shared',
      patterns: [/\bsuper ?user\b/i, /\b(one|same|shared) host\b/i, /\bjoint\b/i, /\bblast radius\b/i],
    },
  ],
  pushback: [
    {
      challenge: 'Prove that a schema per tenant is cheaper.',
      reply: `The proof measures it here: four more tenants on the shared server beside two more servers, empty ones, in
time, disk and memory, and says what a hundred would come to. Backups, patches and migrations for each are not in
it. I have not priced your operations team, so I would not put one figure on the whole.`,
    },
    {
      challenge: 'That is not what I asked. My auditor wants to see separate storage. What do you tell him?',
      reply: `That he is right for that contract, and gets his own server with the same programs. Compliance is
one of the three reasons to split. What I would not do is charge every other customer for his rule.`,
    },
    {
      challenge: 'And if a shared superuser password leaks, on top of a restore that mixes two tenants?',
      reply: `Nothing inside the cluster stops a superuser, shared or not; api and worker never hold that
password. A mixed restore is caught in part: the tenant leads every key and every policy compares it. Whoever
cannot live with the rest is the tenant to split off.`,
      proofs: ['restore-mixes-tenants'],
    },
  ],
  proofs: ['database-per-tenant'],
}
