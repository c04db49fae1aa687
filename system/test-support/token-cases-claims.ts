import { claimsOf, signTestToken, type Members, type TokenSigner } from './sign-test-token.ts'
import type { TokenCase } from './token-case.ts'

/** Every claim: missing, of another type, out of range, or at odds with another. */
export function createClaimCases(signer: TokenSigner): readonly TokenCase[] {
  const now = Math.floor(Date.now() / 1000)
  const spoilt = [
    ...createMissingCases(),
    ...createTimeCases(now),
    ...createTenantCases(),
    ...createTextCases(signer),
  ]
  return [
    ...createAcceptedCases(now).map(([title, claims]) => toCase(signer, title, claims, true)),
    ...spoilt.map(([title, claims]) => toCase(signer, title, claims, false)),
  ]
}

type Row = readonly [title: string, claims: Members]

function createAcceptedCases(now: number): readonly Row[] {
  return [
    ['an unknown claim', { client_id: 'acme-caller' }],
    ['nbf now', { nbf: now }],
    ['nbf zero', { nbf: 0 }],
    ['a life of 300 seconds', { iat: now, exp: now + 300 }],
    ['iat one second ahead', { iat: now + 1, exp: now + 120 }],
    ['sub of 255 characters', { sub: 's'.repeat(255) }],
    ['sub of 255 characters beyond the basic plane', { sub: '😀'.repeat(255) }],
    ['jti of one character', { jti: 'j' }],
    ['scope of several words', { scope: 'openid easyflow profile' }],
    ['scope of a space that is no blank', { scope: '\u00a0' }],
    ['role worker', claimsOf('acme', 'worker')],
  ]
}

function createMissingCases(): readonly Row[] {
  const names = ['iss', 'sub', 'aud', 'iat', 'exp', 'jti', 'tenant', 'role', 'principal', 'scope']
  const values: readonly (readonly [string, unknown])[] = [
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['an object', {}],
    ['an empty array', []],
    ['true', true],
  ]
  return names.flatMap((name) => values.map(([title, value]): Row => [`${name} ${title}`, { [name]: value }]))
}

function createTimeCases(now: number): readonly Row[] {
  return [
    ['exp as a string', { exp: String(now + 120) }],
    ['exp negative', { exp: -1 }],
    ['exp with decimals', { exp: now + 120.5 }],
    ['exp huge', { exp: 1e15 }],
    ['exp beyond every integer', { exp: Number.MAX_SAFE_INTEGER }],
    ['exp of the year 2100', { exp: 4_102_444_800 }],
    ['expired a second ago', { iat: now - 100, exp: now - 1 }],
    ['expired this second', { iat: now - 100, exp: now }],
    ['expired an hour ago', { iat: now - 3700, exp: now - 3600 }],
    ['a life of 301 seconds', { iat: now, exp: now + 301 }],
    ['exp at iat', { iat: now + 1, exp: now + 1 }],
    ['exp before iat', { iat: now + 2, exp: now + 1 }],
    ['iat a minute ahead', { iat: now + 60, exp: now + 120 }],
    ['iat as a string', { iat: String(now) }],
    ['iat negative', { iat: -1 }],
    ['iat with decimals', { iat: now - 0.5 }],
    ['nbf a minute ahead', { nbf: now + 60 }],
    ['nbf as a string', { nbf: String(now) }],
    ['nbf null', { nbf: null }],
    ['nbf negative', { nbf: -1 }],
    ['nbf with decimals', { nbf: now - 0.5 }],
  ]
}

function createTenantCases(): readonly Row[] {
  const names: readonly (readonly [string, unknown])[] = [
    ['in capitals', 'ACME'],
    ['with a capital', 'Acme'],
    ['with a space', 'acme '],
    ['with a newline', 'acme\n'],
    ['with a NUL', 'acme\u0000'],
    ['a star', '*'],
    ['SQL', "acme'; drop schema tenant_globex cascade; --"],
    ['with a dash', 'ac-me'],
    ['with an underscore', 'ac_me'],
    ['starting with a digit', '1acme'],
    ['of 32 characters', 'a'.repeat(32)],
    ['of 10 kB', 'a'.repeat(10_000)],
    ['of 2 kB', 'a'.repeat(2000)],
    ['with a letter of another script', '\u0430cme'],
    ['with a full-width letter', '\uff41cme'],
    ['with a dotless i', '\u0131cme'],
  ]
  return [
    // The principal follows, so that it is the name that is refused.
    ...names.map(([title, tenant]): Row => [
      `tenant ${title}`,
      { tenant, principal: `tenant:${String(tenant)}:caller` },
    ]),
    ['tenant an array of the right one', { tenant: ['acme'] }],
    ['tenant a number', { tenant: 1, principal: 'tenant:1:caller' }],
    ['principal of another tenant', { principal: 'tenant:globex:caller' }],
    ['principal of another role', { principal: 'tenant:acme:worker' }],
    ['tenant changed, principal not', { tenant: 'globex' }],
    ['role changed, principal not', { role: 'worker' }],
    ['principal broker', { principal: 'broker' }],
    ['principal ANONYMOUS', { principal: 'ANONYMOUS' }],
    ['principal with a trailing space', { principal: 'tenant:acme:caller ' }],
    ['principal in capitals', { principal: 'TENANT:ACME:CALLER' }],
    ['role unknown', { role: 'admin', principal: 'tenant:acme:admin' }],
    ['role in capitals', { role: 'CALLER', principal: 'tenant:acme:CALLER' }],
    ['role an array', { role: ['caller'] }],
    ['role of a prototype', { role: 'constructor', principal: 'tenant:acme:constructor' }],
  ]
}

function createTextCases(signer: TokenSigner): readonly Row[] {
  return [
    ['iss with a trailing slash', { iss: `${signer.issuer}/` }],
    ['iss in capitals', { iss: signer.issuer.toUpperCase() }],
    ['iss of a stranger', { iss: 'https://issuer.invalid' }],
    ['iss an array of the right one', { iss: [signer.issuer] }],
    ['aud of another service', { aud: 'other' }],
    ['aud an array of the right one', { aud: ['easyflow'] }],
    ['aud an array with the right one', { aud: ['other', 'easyflow'] }],
    ['aud in capitals', { aud: 'EASYFLOW' }],
    ['aud with a trailing slash', { aud: 'easyflow/' }],
    ['aud with a space', { aud: 'easyflow ' }],
    ['sub of 256 characters', { sub: 's'.repeat(256) }],
    ['sub a number', { sub: 1 }],
    ['jti of 256 characters', { jti: 'j'.repeat(256) }],
    ['jti a number', { jti: 1 }],
    ['scope an array', { scope: ['easyflow'] }],
    ['scope of 1,001 characters', { scope: 's'.repeat(1001) }],
    ['scope of a space', { scope: ' ' }],
    ['scope of spaces, a tab and a control character', { scope: ' \t \u0001' }],
  ]
}

function toCase(signer: TokenSigner, title: string, claims: Members, accepted: boolean): TokenCase {
  return { title: `claims: ${title}`, token: signTestToken(signer, claims), accepted }
}
