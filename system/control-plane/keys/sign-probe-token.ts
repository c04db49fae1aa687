import { constants, createPrivateKey, randomUUID, sign } from 'node:crypto'
import type { IssuerKey } from '../../contracts/issuer-keys.ts'
import { principalOf } from '../../contracts/names.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { TOKEN_AUDIENCE, TOKEN_LIFETIME_MAX_SECONDS } from '../../contracts/token.ts'

/**
 * Signs a genuine token of a tenant's caller, as the issuer does, with a key of the issuer's file: also with
 * one that does not sign yet or no more. It is sent to the three verifiers and kept nowhere.
 */
export function signProbeToken(
  key: Pick<IssuerKey, 'kid' | 'kty' | 'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi'>,
  options: { readonly issuer: string; readonly tenant: TenantId; readonly nowMs: number },
): string {
  const iat = Math.floor(options.nowMs / 1000)
  const claims = {
    iss: options.issuer,
    sub: 'easyflow-key-probe',
    aud: TOKEN_AUDIENCE,
    iat,
    exp: iat + TOKEN_LIFETIME_MAX_SECONDS,
    jti: randomUUID(),
    tenant: options.tenant,
    role: 'caller',
    principal: principalOf(options.tenant, 'caller'),
    scope: 'easyflow',
  }
  const { kty, n, e, d, p, q, dp, dq, qi } = key
  const privateKey = createPrivateKey({ key: { kty, n, e, d, p, q, dp, dq, qi }, format: 'jwk' })
  const signed = `${encode({ alg: 'RS256', typ: 'at+jwt', kid: key.kid })}.${encode(claims)}`
  const signature = sign('sha256', Buffer.from(signed), {
    key: privateKey,
    padding: constants.RSA_PKCS1_PADDING,
  })
  return `${signed}.${signature.toString('base64url')}`
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
