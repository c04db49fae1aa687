import { constants, createHmac, createPublicKey, sign } from 'node:crypto'
import { rowsOf, setMember } from './token-edit.ts'
import type { Random } from './seeded-random.ts'
import type { FuzzKey, TokenDraft } from './token-draft.ts'

/** Who signs, and by which algorithm. */
export const keyEdits = rowsOf('keys', [
  ['signed by a stranger', (draft) => signAs(draft, draft.keys.stranger, draft.keys.first.kid)],
  ['signed by a stranger under its own kid', (draft) => signAs(draft, draft.keys.stranger)],
  ['signed by a published key under the kid of another', (draft, random) => swap(draft, random)],
  [
    'signed by a key that nobody may use',
    (draft, random) => signAs(draft, random.pick(draft.keys.unusable)),
    'keys of the issuer that are none of ours',
  ],
  ['signed by such a key under a good kid', (draft, random) => signWeakly(draft, random)],
  ['signed with the public key as a secret', (draft, random) => signAsSecret(draft, random)],
  [
    'signed with another hash',
    (draft, random) => signWithHash(draft, random.pick(['sha1', 'sha384', 'sha512'])),
  ],
  ['signed as PS256', (draft) => (draft.sign = signPss)],
  ['no signature and alg none', (draft) => unsign(draft)],
])

function signAs(draft: TokenDraft, key: FuzzKey, kid: string = key.kid): void {
  draft.signer = key
  setMember(draft, ['header', 'kid'], JSON.stringify(kid))
}

function swap(draft: TokenDraft, random: Random): void {
  const other = random.pick(draft.keys.others)
  if (random.chance(0.5)) signAs(draft, other, draft.keys.first.kid)
  else signAs(draft, draft.keys.first, other.kid)
}

function signWeakly(draft: TokenDraft, random: Random): void {
  signAs(draft, random.pick(draft.keys.unusable), draft.keys.first.kid)
}

function signAsSecret(draft: TokenDraft, random: Random): void {
  const key = createPublicKey(draft.keys.first.privateKey)
  const secret = random.pick([
    key.export({ type: 'spki', format: 'pem' }),
    key.export({ type: 'pkcs1', format: 'der' }),
    JSON.stringify(key.export({ format: 'jwk' })),
  ])
  setMember(draft, ['header', 'alg'], random.pick(['"HS256"', '"RS256"']))
  draft.sign = (input) => createHmac('sha256', secret).update(input).digest()
}

function signWithHash(draft: TokenDraft, name: string): void {
  draft.sign = (input, { signer }) =>
    sign(name, input, { key: signer.privateKey, padding: constants.RSA_PKCS1_PADDING })
}

function signPss(input: Buffer, { signer }: TokenDraft): Buffer {
  return sign('sha256', input, {
    key: signer.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  })
}

function unsign(draft: TokenDraft): void {
  setMember(draft, ['header', 'alg'], '"none"')
  draft.signatureEdits.push(() => Buffer.alloc(0))
}
