import { constants, sign } from 'node:crypto'
import type { Bench } from '../open-bench.ts'
import { signParts, type Members } from '../../attacks/sign-token.ts'
import { issuerOf, partsOf, type TokenVariant } from './token-variant.ts'

const signed = (alg: string, hash: string, padding: number) => (bench: Bench) => {
  const signer = issuerOf(bench)
  const parts = partsOf(bench, signer, { alg })
  const key = {
    key: signer.privateKey,
    padding,
    ...(padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength: 32 } : {}),
  }
  return `${parts}.${sign(hash, Buffer.from(parts), key).toString('base64url')}`
}
const header = (name: string, title: string, members: Members): TokenVariant => ({
  name,
  title: `of the issuer's key ${title}`,
  write: (bench) => signParts(partsOf(bench, issuerOf(bench), members), issuerOf(bench)),
})

/** Signed by the issuer's very key: nothing but the header is wrong. */
export const misheadedTokens: readonly TokenVariant[] = [
  {
    name: 'rs512',
    title: "of the issuer's key signed RS512",
    write: signed('RS512', 'sha512', constants.RSA_PKCS1_PADDING),
  },
  {
    name: 'ps256',
    title: "of the issuer's key signed PS256",
    write: signed('PS256', 'sha256', constants.RSA_PKCS1_PSS_PADDING),
  },
  {
    name: 'rs256-as-pss',
    title: "of the issuer's key that says RS256 and is signed PSS",
    write: signed('RS256', 'sha256', constants.RSA_PKCS1_PSS_PADDING),
  },
  header('crit', 'with a crit header', { crit: ['exp'] }),
  header('b64-false', 'with an unencoded payload announced', { b64: false, crit: ['b64'] }),
  header('id-token', 'that is an ID token', { typ: 'id+jwt' }),
]
