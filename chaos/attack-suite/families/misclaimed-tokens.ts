import type { Bench } from '../open-bench.ts'
import { encodeParts, goodHeader, signParts, type Members } from '../../attacks/sign-token.ts'
import { claimsOf, issuerOf, type TokenVariant } from './token-variant.ts'

const now = (): number => Math.floor(Date.now() / 1000)
const claim = (
  name: string,
  title: string,
  members: (bench: Bench) => Members,
  more: Partial<TokenVariant> = {},
): TokenVariant => ({
  name,
  title: `of the issuer's key ${title}`,
  write: (bench) =>
    signParts(
      encodeParts(goodHeader(issuerOf(bench)), { ...claimsOf(bench), ...members(bench) }),
      issuerOf(bench),
    ),
  ...more,
})
const tenant = (
  name: string,
  title: string,
  value: unknown,
  more: Partial<TokenVariant> = {},
): TokenVariant =>
  claim(name, title, () => ({ tenant: value, principal: `tenant:${String(value)}:caller` }), more)

/** Signed by the issuer's very key: nothing but a claim is wrong. */
export const misclaimedTokens: readonly TokenVariant[] = [
  claim('exp-missing', 'without exp', () => ({ exp: undefined }), { reachesBroker: true }),
  claim('exp-text', 'whose exp is a text', () => ({ exp: String(now() + 120) })),
  claim('exp-negative', 'whose exp is negative', () => ({ exp: -1 }), { reachesBroker: true }),
  claim('exp-far', 'that lives until 2100', () => ({ exp: 4_102_444_800 })),
  claim('expired', 'that expired a minute ago', () => ({ iat: now() - 120, exp: now() - 60 }), {
    apiAnswer: 'HTTP 401 ERR_TOKEN_EXPIRED',
    reachesBroker: true,
  }),
  claim('nbf-ahead', 'that is good from next minute on', () => ({ nbf: now() + 60 })),
  claim('iat-ahead', 'that was issued in a minute', () => ({ iat: now() + 60, exp: now() + 120 })),
  claim('iss-foreign', 'of a foreign issuer', () => ({ iss: 'https://issuer.invalid' }), {
    reachesBroker: true,
  }),
  claim(
    'iss-slash',
    'whose issuer ends in a slash',
    (bench) => ({ iss: `${bench.access.addresses.issuerUrl}/` }),
    { reachesBroker: true },
  ),
  claim('iss-missing', 'without an issuer', () => ({ iss: undefined }), { reachesBroker: true }),
  claim('aud-foreign', 'for another audience', () => ({ aud: 'billing' }), { reachesBroker: true }),
  claim('aud-array', 'for an array of audiences', () => ({ aud: ['billing', 'easyflow'] })),
  claim('aud-missing', 'without an audience', () => ({ aud: undefined }), { reachesBroker: true }),
  claim(
    'tenant-absent',
    'without a tenant, whose principal names the victim',
    () => ({ tenant: undefined }),
    { isIllegible: true },
  ),
  claim('tenant-null', 'whose tenant is null', () => ({ tenant: null }), { isIllegible: true }),
  tenant('tenant-empty', 'whose tenant is empty', '', { isIllegible: true }),
  tenant('tenant-array', 'whose tenant is an array', ['globex']),
  tenant('tenant-object', 'whose tenant is an object', { globex: true }),
  tenant('tenant-capitals', 'whose tenant is in capitals', 'GLOBEX'),
  tenant('tenant-space', 'whose tenant ends in a space', 'globex '),
  tenant('tenant-nul', 'whose tenant ends in a NUL', 'globex\u0000'),
  tenant('tenant-star', 'whose tenant is a star', '*', { isIllegible: true }),
  tenant('tenant-sql', 'whose tenant is SQL', "globex'; drop schema tenant_acme cascade; --"),
  tenant('tenant-long', 'whose tenant has 10 kB', `globex ${'a'.repeat(10_000)}`, {
    apiAnswer: 'HTTP 431 ERR_HEADERS_TOO_LARGE',
    // The api sets the limit of headers itself.
    isIllegible: true,
  }),
  claim('principal-own', "whose tenant is the victim and whose principal is the attacker's", () => ({
    principal: 'tenant:acme:caller',
  })),
  claim('principal-worker', "whose principal is the victim's worker", (bench) => ({
    principal: `tenant:${bench.victim}:worker`,
  })),
  claim('role-admin', 'whose role is admin', (bench) => ({
    role: 'admin',
    principal: `tenant:${bench.victim}:admin`,
  })),
  claim('role-array', 'whose role is an array', () => ({ role: ['caller', 'worker'] })),
]
