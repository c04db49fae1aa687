import type { Card } from './card.ts'

export const apiBug: Card = {
  id: 'api-bug-bypasses-tenant-checks',
  askedBy: 'a staff engineer',
  question: 'A bug in your API skips the tenant checks. What keeps acme out of the rows of globex?',
  target: { seconds: 45, wordsMin: 90, wordsMax: 112 },
  modelAnswer: `The database does. Usually the API picks the tenant and then tells the database, so a bug there
decides everything. Ours takes nobody's word: the caller's token travels with the request, and API, broker
and Postgres each verify its signature. The API's login owns no table and belongs to no role. All it may do is
call functions that demand a token of exactly the tenant they serve. Behind those stand the schema wall and
forced row-level security. So the bug costs an error, not a customer's rows. One thing no layer below can
see: a mix-up inside the API, after a legitimate read. Only response canaries and tests catch that.`,
  keyPoints: [
    {
      point: 'the boundary is enforced in the database',
      patterns: [
        /\b(database|postgres)\b[^.]*\b(does|enforces?|refuses?|holds?|checks?|verif\w+|decides)\b/i,
        /\b(enforced|isolation|boundary)\b[^.]*\b(in|at|by) (the )?(database|postgres)/i,
        /^the database\b/i,
      ],
    },
    {
      point: 'API, broker and database each verify the token for themselves',
      patterns: [
        /\b(each|every|all|three|independently|themselves|itself|again)\b[^.]*\b(verif\w+|signatures?|check\w*)\b/i,
        /\b(verif\w+|check\w*)\b[^.]*\b(each|every|again|itself|themselves|independently)\b/i,
      ],
    },
    {
      point: "the API's login holds nothing: no table, no role, only functions that want a token",
      patterns: [
        /\b(login|credentials?|user|account|connection)\b[^.]*\b(no|nothing|without|only)\b/i,
        /\bfunctions?\b[^.]*\b(demand|want|need|require|take)\w*\b[^.]*\btoken/i,
        /\bleast privilege/i,
      ],
    },
    {
      point: 'behind that, the schema wall and row-level security',
      patterns: [/\b(row[- ]level|RLS)\b/i, /\bschema (wall|per tenant)/i],
    },
    {
      point: 'the limit: a mix-up inside the API process is not seen below it',
      patterns: [/\bmix(ed)?[- ]?up/i, /\bcanar(y|ies)\b/i, /\b(limit|cannot see|does not see|not stop)\b/i],
    },
  ],
  pushback: [
    {
      challenge: 'Prove it.',
      reply: `Three broken APIs, started next to the real one: one takes the tenant from a header, one verifies
no token, one lets SQL be injected. The broker answers 29 or an authentication error, Postgres 28000 or 42501.
Then the named walls come down, and the same attack reads the rows.`,
    },
    {
      challenge: `That is not what I asked. Your API has a live database connection. What can a bug do with that,
any statement it likes?`,
      reply: `Almost nothing. The login is a member of no role, so SET ROLE fails; it sees no data schema, and
DDL is refused. A tenant's function wants that tenant's token, and the API can mint none: it holds the tokens
that callers handed it in the last minutes, each alive for five at most. That is the blast radius.`,
    },
    {
      challenge: 'And if somebody has also switched row-level security off on that table?',
      reply: `Then one more wall is down and the function still wants the right token; nobody but the tenant's
own role reaches the table. If the login has been granted the schema and the table as well, it leaks. Two
walls at once is where it ends, the drill shows that, and it is for an audit to find before an attacker does.`,
      proofs: ['api-bug-and-row-security-off'],
    },
  ],
  proofs: ['api-trusts-tenant-header', 'api-skips-token-verification', 'api-sql-injection'],
}
