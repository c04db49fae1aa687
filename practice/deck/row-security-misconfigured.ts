import type { Card } from './card.ts'

export const rowSecurityMisconfigured: Card = {
  id: 'row-security-misconfigured',
  askedBy: 'a security lead',
  question:
    'Somebody switches row-level security off at three in the morning. What leaks, and how do you find out?',
  target: { seconds: 45, wordsMin: 90, wordsMax: 112 },
  modelAnswer: `Nothing leaks, because row-level security is not the only wall. The login of the API has no grant
on any table and no way into a data schema, so whoever has taken it still gets permission denied. The blast radius
is one tenant's own roles. We find out by an audit that compares the catalogue
with what provisioning makes: row security off, an undeclared policy, a grant, a membership, a role
that bypasses policies. It watches all the time, names each within a second, says what it opens, and prints the
repair. Two walls down at once do leak; the audit names both, and we show it.`,
  keyPoints: [
    {
      point: 'one wall down leaks nothing: another still stands',
      patterns: [
        /\bnothing leaks\b/i,
        /\b(other|another|second|only|next) (wall|layer)\b/i,
        /\bdefen[cs]e in depth\b/i,
      ],
    },
    {
      point: 'the login has no grants: the schema wall refuses',
      patterns: [/\b(no|without( a)?) grants?\b/i, /\bpermission denied\b/i, /\bschema wall\b/i, /\b42501\b/],
    },
    {
      point: 'the blast radius is limited to one tenant',
      patterns: [/\bblast radius\b/i, /\bone tenant\b/i],
    },
    {
      point: 'an audit finds it, by comparing with what was declared',
      patterns: [/\baudit\w*\b/i, /\blints?\b/i, /\bcompar\w+\b[^.]*\b(declared|provision\w*|catalog\w*)\b/i],
    },
    {
      point: 'within a second, with the repair',
      patterns: [/\bwithin a second\b/i, /\brepair\b/i, /\bwatch(es|ing)\b/i],
    },
    {
      point: 'the limit: two walls down at once leak',
      patterns: [/\btwo walls\b/i, /\b(do|does|would|will) leak\b/i, /\bboth (walls )?(down|off)\b/i],
    },
  ],
  pushback: [
    {
      challenge: 'Prove it.',
      reply: `With globex at work, row security goes off on its tables; acme tries every way it has, sixty statements on
the API's own login among them, and gets 42501 or 28000. The audit has named the tables before the attack is over.
Then the same with a policy that is always true, and with grants. Both at once read the rows, and both are named.`,
    },
    {
      challenge:
        'That is not what I asked. Your audit knows a list of bad patterns. What of one it has never seen?',
      reply: `It has no list of patterns. It provisions a tenant under a random name, reads off what that gave, rolls
it back, and reports every difference: a policy, a privilege, an owner, the text of a function. One equals one,
or a function that always says yes, differs just as much as true does. And what only narrows is left alone.`,
    },
    {
      challenge: 'And if whoever did it has also switched the audit off?',
      reply: `Then it says so. A digest of every lint is kept from when it was made; one that was replaced makes the audit
exit with two, could not look, instead of seeming clean. Whoever is superuser can change the digests as well, and
against him nothing inside the database helps. That stands in our list of limits.`,
      proofs: ['rls-off-and-audit-blind'],
    },
  ],
  proofs: ['rls-disabled', 'policy-permissive'],
}
