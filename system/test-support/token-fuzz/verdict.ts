/** What a verifier made of a token. Two agree when these are the same. */
export type Verdict =
  | { readonly accepted: false }
  | {
      readonly accepted: true
      readonly tenant: string
      readonly role: string
      readonly subject: string
      readonly tokenId: string
      /** Seconds since the epoch. */
      readonly issuedAt: number
      /** Seconds since the epoch. */
      readonly expiresAt: number
    }

export function isSameVerdict(one: Verdict, other: Verdict): boolean {
  return JSON.stringify(orderOf(one)) === JSON.stringify(orderOf(other))
}

export function describeVerdict(verdict: Verdict): string {
  if (!verdict.accepted) return 'refused'
  return `accepted as ${verdict.role} of ${verdict.tenant}, sub ${JSON.stringify(verdict.subject)}`
}

function orderOf(verdict: Verdict): readonly (readonly [string, unknown])[] {
  return Object.entries(verdict).sort(([one], [other]) => (one < other ? -1 : 1))
}
