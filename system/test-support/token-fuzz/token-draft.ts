import type { KeyObject } from 'node:crypto'
import { goodClaims, goodHeader } from '../sign-test-token.ts'

/** A member of a JSON object as it is spelled: both parts are JSON text, or what pretends to be. */
export interface Member {
  name: string
  value: string
}

export interface FuzzKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

/** The keys that mutated tokens are signed with; all made for the run. */
export interface FuzzKeys {
  readonly issuer: string
  readonly first: FuzzKey
  /** Published as well: 2048, 3072 and 4096 bits. */
  readonly others: readonly FuzzKey[]
  /** In the issuer's key set, and no verifier may use them: too short, another exponent, another algorithm. */
  readonly unusable: readonly FuzzKey[]
  /** Nobody has published it. */
  readonly stranger: FuzzKey
}

export type Part = 'header' | 'payload'

/** A token that is still being spoilt: members, then text, bytes, encoding, signature, and the token as a whole. */
export interface TokenDraft {
  readonly keys: FuzzKeys
  /** Seconds since the epoch. */
  readonly now: number
  readonly members: Record<Part, Member[]>
  readonly textEdits: [Part, (text: string) => string][]
  readonly byteEdits: [Part, (bytes: Buffer) => Buffer][]
  readonly encodedEdits: [Part, (encoded: string) => string][]
  /** Who signs, when it is not by `sign`. */
  signer: FuzzKey
  /** Makes the signature in another way than RS256 by the signer. */
  sign: ((input: Buffer, draft: TokenDraft) => Buffer) | undefined
  readonly signatureEdits: ((signature: Buffer, draft: TokenDraft) => Buffer)[]
  readonly tokenEdits: ((token: string) => string)[]
}

/** A good token of acme's caller, valid for two minutes from `now` on; `jti` tells it from every other. */
export function createDraft(keys: FuzzKeys, now: number, jti: string): TokenDraft {
  return {
    keys,
    now,
    members: {
      header: toMembers(goodHeader(keys.first.kid)),
      payload: toMembers({ ...goodClaims(keys.issuer, now * 1000), jti }),
    },
    textEdits: [],
    byteEdits: [],
    encodedEdits: [],
    signer: keys.first,
    sign: undefined,
    signatureEdits: [],
    tokenEdits: [],
  }
}

function toMembers(value: Readonly<Record<string, unknown>>): Member[] {
  return Object.entries(value).map(([name, item]) => ({
    name: JSON.stringify(name),
    value: JSON.stringify(item),
  }))
}
