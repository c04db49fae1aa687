import { createHmac, createPublicKey, constants, sign } from 'node:crypto'
import { createSigner } from './test-issuer.ts'
import {
  goodClaims,
  goodHeader,
  publicJwkOf,
  signTestToken,
  toBase64Url,
  type Members,
  type TokenSigner,
} from './sign-test-token.ts'
import type { TokenCase } from './token-case.ts'

/** Algorithms, keys and everything else a header may try. */
export function createHeaderCases(signer: TokenSigner): readonly TokenCase[] {
  return [...createAlgorithmCases(signer), ...createKeyCases(signer), ...createMemberCases(signer)]
}

function createAlgorithmCases(signer: TokenSigner): readonly TokenCase[] {
  const publicKey = createPublicKey(signer.privateKey)
  const spki = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const secrets: readonly (readonly [string, string | Buffer])[] = [
    ['PEM', spki],
    ['PEM without its last newline', spki.trimEnd()],
    ['PKCS #1 PEM', publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['DER', publicKey.export({ type: 'spki', format: 'der' })],
    ['JWK text', JSON.stringify(publicJwkOf(signer))],
  ]
  const nones = ['none', 'None', 'NONE', 'nOnE', '', 'RS256 ', 'rs256', 'RS256\u0000']
  const others = ['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'HS512']
  return [
    ...nones.flatMap((alg) => [
      refused(`alg ${JSON.stringify(alg)} and no signature`, unsigned(signer, { alg }, '')),
      refused(`alg ${JSON.stringify(alg)} and a rubbish signature`, unsigned(signer, { alg }, rubbish())),
      refused(`alg ${JSON.stringify(alg)} over a good signature`, signTestToken(signer, {}, { alg })),
    ]),
    ...others.map((alg) => refused(`alg ${alg} in the header`, signTestToken(signer, {}, { alg }))),
    ...secrets.map(([form, secret]) =>
      refused(`HS256 signed with the public key as ${form}`, signWithSecret(signer, secret)),
    ),
    refused('RS512 truly signed with the very key', signWith(signer, 'RS512', 'sha512')),
    refused('RS256 in the header, signed with SHA-512', signWith(signer, 'RS256', 'sha512')),
    refused('PS256 truly signed with the very key', signPss(signer, 'PS256')),
    refused('RS256 in the header, signed as PS256', signPss(signer, 'RS256')),
    refused('alg as an array', signTestToken(signer, {}, { alg: ['RS256'] })),
    refused('alg null', signTestToken(signer, {}, { alg: null })),
    refused('no alg', signTestToken(signer, {}, { alg: undefined })),
  ]
}

function createKeyCases(signer: TokenSigner): readonly TokenCase[] {
  const attacker = createSigner(signer.issuer)
  const asVictim: TokenSigner = { ...attacker, kid: signer.kid }
  const jwk = publicJwkOf(attacker)
  const remote = 'http://127.0.0.1:9/jwks'
  const kids: readonly (readonly [string, unknown])[] = [
    ['missing', undefined],
    ['null', null],
    ['a number', 1],
    ['empty', ''],
    ['unknown', 'nobody'],
    ['of 129 characters', 'k'.repeat(129)],
    ['of 2,000 characters', 'k'.repeat(2000)],
    ['a path', '../../../../dev/null'],
    ['SQL', "' or '1'='1"],
    ['with a newline', `${signer.kid}\n`],
    ['with a trailing space', `${signer.kid} `],
    ['in capitals', signer.kid.toUpperCase() === signer.kid ? 'x' : signer.kid.toUpperCase()],
    ['an array of the right one', [signer.kid]],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
  ]
  return [
    ...kids.map(([title, kid]) => refused(`kid ${title}`, signTestToken(signer, {}, { kid }))),
    refused("another key under the issuer's kid", signTestToken(asVictim)),
    refused('another key under its own kid', signTestToken(attacker)),
    refused("the attacker's key in jwk", signTestToken(asVictim, {}, { jwk })),
    refused("the attacker's key in jwk under its own kid", signTestToken(attacker, {}, { jwk })),
    refused("the attacker's key at jku", signTestToken(asVictim, {}, { jku: remote })),
    refused("the attacker's key at x5u", signTestToken(asVictim, {}, { x5u: remote })),
    refused("the attacker's key in x5c", signTestToken(asVictim, {}, { x5c: ['MIIB'] })),
  ]
}

function createMemberCases(signer: TokenSigner): readonly TokenCase[] {
  const accepted: readonly (readonly [string, Members])[] = [
    ['typ JWT', { typ: 'JWT' }],
    ['no typ', { typ: undefined }],
    ['x5t and x5t#S256', { x5t: 'abc', 'x5t#S256': 'def' }],
    ['x5t of 128 characters beyond the basic plane', { x5t: '😀'.repeat(128) }],
  ]
  const spoilt: readonly (readonly [string, Members])[] = [
    ['jwk with the right key', { jwk: publicJwkOf(signer) }],
    ['jku of the issuer itself', { jku: `${signer.issuer}/jwks` }],
    ['crit', { crit: ['exp'] }],
    ['an empty crit', { crit: [] }],
    ['b64 true', { b64: true }],
    ['b64 false', { b64: false, crit: ['b64'] }],
    ['zip', { zip: 'DEF' }],
    ['cty', { cty: 'JWT' }],
    ['an unknown member', { tenant: 'globex' }],
    ['typ in lower case', { typ: 'jwt' }],
    ['typ of an id token', { typ: 'id+jwt' }],
    ['typ as a media type', { typ: 'application/at+jwt' }],
    ['typ null', { typ: null }],
    ['typ as an array', { typ: ['JWT'] }],
    ['x5t a number', { x5t: 1 }],
    ['x5t null', { x5t: null }],
    ['x5t#S256 an object', { 'x5t#S256': {} }],
    ['x5t#S256 empty', { 'x5t#S256': '' }],
    ['x5t of 129 characters', { x5t: 'x'.repeat(129) }],
  ]
  return [
    ...accepted.map(([title, header]) => ({
      title: `header: ${title}`,
      token: signTestToken(signer, {}, header),
      accepted: true,
    })),
    ...spoilt.map(([title, header]) => refused(`header: ${title}`, signTestToken(signer, {}, header))),
  ]
}

const refused = (title: string, token: string): TokenCase => ({ title, token, accepted: false })
const rubbish = (): string => toBase64Url(Buffer.alloc(256, 7))

function unsigned(signer: TokenSigner, header: Members, signature: string): string {
  return `${unsignedPart(signer, header)}.${signature}`
}

function unsignedPart(signer: TokenSigner, header: Members): string {
  const first = toBase64Url(JSON.stringify({ ...goodHeader(signer.kid), ...header }))
  return `${first}.${toBase64Url(JSON.stringify(goodClaims(signer.issuer)))}`
}

function signWithSecret(signer: TokenSigner, secret: string | Buffer): string {
  const signed = unsignedPart(signer, { alg: 'HS256' })
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

function signWith(signer: TokenSigner, alg: string, hash: string): string {
  const signed = unsignedPart(signer, { alg })
  const key = { key: signer.privateKey, padding: constants.RSA_PKCS1_PADDING }
  return `${signed}.${sign(hash, Buffer.from(signed), key).toString('base64url')}`
}

function signPss(signer: TokenSigner, alg: string): string {
  const signed = unsignedPart(signer, { alg })
  const key = { key: signer.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}
