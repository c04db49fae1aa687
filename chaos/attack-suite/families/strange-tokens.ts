import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { Bench } from '../open-bench.ts'
import { claims, encode, ILLEGIBLE, members, spelled, toVariants, type SpoiltRow } from './spoil-token.ts'
import { issuerOf, partsOf, type TokenVariant } from './token-variant.ts'

/** What another key than RSA makes of the attacker's words, under the issuer's kid. */
function byCurve(curve: 'P-256' | 'ed25519'): (bench: Bench) => string {
  return (bench) => {
    const { privateKey } =
      curve === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: curve })
    const parts = partsOf(bench, issuerOf(bench), { alg: curve === 'ed25519' ? 'EdDSA' : 'ES256' })
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
    return `${parts}.${sign(curve === 'ed25519' ? null : 'sha256', Buffer.from(parts), key).toString('base64url')}`
  }
}

const rows: readonly SpoiltRow[] = [
  // Headers.
  ['alg-lower', 'with alg in lower case', members({ alg: 'rs256' })],
  ['alg-array', 'with a list of algorithms', members({ alg: ['RS256', 'none'] })],
  ['alg-space', 'with a space behind alg', members({ alg: 'RS256 ' })],
  ['alg-missing', 'without alg', members({ alg: undefined })],
  ['kid-array', 'whose kid is an array', (bench) => members({ kid: [issuerOf(bench).kid] })(bench)],
  ['kid-null', 'whose kid is null', members({ kid: null })],
  ['kid-number', 'whose kid is a number', members({ kid: 1 })],
  [
    'kid-space',
    "whose kid is the issuer's with a space",
    (bench) => members({ kid: `${issuerOf(bench).kid ?? ''} ` })(bench),
  ],
  ['b64-alone', 'with b64 false and no crit', members({ b64: false })],
  ['crit-empty', 'with an empty crit', members({ crit: [] })],
  ['zip', 'that says it is compressed', members({ zip: 'DEF' })],
  ['cty', 'with a content type', members({ cty: 'JWT' })],
  ['typ-jose-json', 'whose type is JOSE+JSON', members({ typ: 'JOSE+JSON' })],
  ['typ-array', 'whose type is a list', members({ typ: ['at+jwt'] })],
  ['header-nested', 'whose header holds an object', members({ x: { y: 1 } })],
  // Signatures.
  ['es256', "signed ES256 by a curve's key under the issuer's kid", byCurve('P-256')],
  ['eddsa', "signed EdDSA by a curve's key under the issuer's kid", byCurve('ed25519')],
  [
    'es256-zero',
    'signed ES256 with two zeroes',
    (bench) => `${partsOf(bench, issuerOf(bench), { alg: 'ES256' })}.${encode(Buffer.alloc(64))}`,
  ],
  [
    'hs256-empty',
    'signed HS256 with an empty secret',
    (bench) => {
      const parts = partsOf(bench, issuerOf(bench), { alg: 'HS256' })
      return `${parts}.${createHmac('sha256', '').update(parts).digest('base64url')}`
    },
  ],
  [
    'hs256-kid',
    'signed HS256 with the kid for a secret',
    (bench) => {
      const parts = partsOf(bench, issuerOf(bench), { alg: 'HS256' })
      return `${parts}.${createHmac('sha256', issuerOf(bench).kid ?? '')
        .update(parts)
        .digest('base64url')}`
    },
  ],
  [
    'signature-short',
    'whose signature lacks its last byte',
    spelled((token) => {
      const [head = '', body = '', signature = ''] = token.split('.')
      return `${head}.${body}.${Buffer.from(signature, 'base64url').subarray(0, -1).toString('base64url')}`
    }),
  ],
  [
    'signature-zero-before',
    'whose signature has a zero before it',
    spelled((token) => {
      const [head = '', body = '', signature = ''] = token.split('.')
      return `${head}.${body}.${Buffer.concat([Buffer.alloc(1), Buffer.from(signature, 'base64url')]).toString('base64url')}`
    }),
  ],
  // Claims.
  ['iat-missing', 'without iat', claims({ iat: undefined })],
  ['sub-missing', 'without sub', claims({ sub: undefined })],
  ['jti-missing', 'without jti', claims({ jti: undefined })],
  ['jti-no-uuid', 'whose jti is empty', claims({ jti: '' })],
  ['scope-missing', 'without scope', claims({ scope: undefined })],
  ['role-missing', 'without role', claims({ role: undefined })],
  [
    'role-worker',
    "with a worker's role for a caller's function",
    claims({ role: 'worker', principal: 'tenant:globex:worker' }),
    { apiAnswer: 'HTTP 403 ERR_FORBIDDEN' },
  ],
  ['aud-object', 'whose audience is an object', claims({ aud: { easyflow: true } })],
  [
    'iss-array',
    'whose issuer is an array',
    (bench) => claims({ iss: [bench.access.addresses.issuerUrl] })(bench),
  ],
  [
    'tenant-cyrillic',
    'whose tenant has a letter of another alphabet',
    claims({ tenant: 'gl\u043ebex' }),
    ILLEGIBLE,
  ],
  [
    'tenant-full-width',
    'whose tenant is in full-width letters',
    claims({ tenant: '\uff47\uff4c\uff4f\uff42\uff45\uff58' }),
    ILLEGIBLE,
  ],
  ['tenant-newline', 'whose tenant ends in a line feed', claims({ tenant: 'globex\n' })],
  [
    'life-too-long',
    'that lives a second too long',
    (bench) => {
      const iat = Math.floor(Date.now() / 1000)
      return claims({ iat, exp: iat + 301 })(bench)
    },
  ],
]

/** More headers, signatures and claims that are wrong. */
export const strangeTokens: readonly TokenVariant[] = toVariants(rows)
