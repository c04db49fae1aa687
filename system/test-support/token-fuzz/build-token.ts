import { constants, sign } from 'node:crypto'
import { toBase64Url } from '../sign-test-token.ts'
import type { Member, Part, TokenDraft } from './token-draft.ts'

/** Puts a draft together: what was changed in it is signed with it, unless the change came after the signature. */
export function buildToken(draft: TokenDraft): string {
  const input = `${encodePart(draft, 'header')}.${encodePart(draft, 'payload')}`
  let signature = (draft.sign ?? signRs256)(Buffer.from(input), draft)
  for (const edit of draft.signatureEdits) signature = edit(signature, draft)
  return draft.tokenEdits.reduce((token, edit) => edit(token), `${input}.${toBase64Url(signature)}`)
}

/** The JSON text of one part, before it is encoded. */
function textOf(draft: TokenDraft, part: Part): string {
  const edits = draft.textEdits.filter(([of]) => of === part)
  return edits.reduce((text, [, edit]) => edit(text), writeObject(draft.members[part]))
}

export function signRs256(input: Buffer, { signer }: TokenDraft): Buffer {
  return sign('sha256', input, { key: signer.privateKey, padding: constants.RSA_PKCS1_PADDING })
}

function encodePart(draft: TokenDraft, part: Part): string {
  let bytes: Buffer = Buffer.from(textOf(draft, part))
  for (const [of, edit] of draft.byteEdits) if (of === part) bytes = edit(bytes)
  const encoded = toBase64Url(bytes)
  return draft.encodedEdits.filter(([of]) => of === part).reduce((text, [, edit]) => edit(text), encoded)
}

function writeObject(members: readonly Member[]): string {
  return `{${members.map(({ name, value }) => `${name}:${value}`).join(',')}}`
}
