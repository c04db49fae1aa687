import { z } from 'zod'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { inTransaction, type Installer } from '../platform/database/with-installer.ts'

const jwksSchema = z.object({
  keys: z.array(
    z.object({
      kty: z.string(),
      kid: z.string().optional(),
      alg: z.string().optional(),
      use: z.string().optional(),
      n: z.string().optional(),
      e: z.string().optional(),
    }),
  ),
})

interface RsaKey {
  readonly kid: string
  readonly modulus: bigint
  readonly modulusBytes: number
}

/**
 * Makes the database's keys of `issuer` exactly those that its JWKS shows now: new ones are added, absent
 * ones are removed, and with them every token they signed. A JWKS without a usable key changes nothing.
 *
 * @returns the kids the database now knows.
 * @throws {EasyFlowError} ERR_ISSUER_UNAVAILABLE when the JWKS cannot be had or holds no usable key.
 */
export async function copyIssuerKeys(
  installer: Installer,
  source: { readonly issuer: string; readonly jwksUrl: string },
): Promise<readonly string[]> {
  const keys = await loadKeys(source.jwksUrl)
  await inTransaction(installer, async () => {
    for (const key of keys) {
      await installer.query(
        `insert into easyflow.issuer_keys (issuer, kid, modulus, modulus_bytes) values ($1, $2, $3, $4)
         on conflict (issuer, kid) do update set modulus = excluded.modulus, modulus_bytes = excluded.modulus_bytes`,
        [source.issuer, key.kid, key.modulus.toString(), key.modulusBytes],
      )
    }
    await installer.query('delete from easyflow.issuer_keys where issuer = $1 and kid <> all($2)', [
      source.issuer,
      keys.map((key) => key.kid),
    ])
  })
  return keys.map((key) => key.kid)
}

async function loadKeys(jwksUrl: string): Promise<readonly RsaKey[]> {
  let text: unknown
  try {
    const answer = await fetch(jwksUrl, { signal: AbortSignal.timeout(5000), redirect: 'error' })
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
    text = await answer.json()
  } catch (cause) {
    throw new EasyFlowError('ERR_ISSUER_UNAVAILABLE', `No JWKS could be read from ${jwksUrl}`, { cause })
  }
  const keys = jwksSchema.parse(text).keys.flatMap(readRsaKey)
  if (keys.length === 0) {
    throw new EasyFlowError(
      'ERR_ISSUER_UNAVAILABLE',
      `The JWKS at ${jwksUrl} holds no RS256 signing key of 2048 to 4096 bits`,
    )
  }
  return keys
}

/** One usable key, or none: only RSA signing keys for RS256 with the usual exponent are copied. */
function readRsaKey(jwk: z.infer<typeof jwksSchema>['keys'][number]): readonly RsaKey[] {
  if (jwk.kty !== 'RSA' || jwk.kid === undefined || jwk.n === undefined || jwk.e !== 'AQAB') return []
  if ((jwk.alg ?? 'RS256') !== 'RS256' || (jwk.use ?? 'sig') !== 'sig') return []
  const bytes = Buffer.from(jwk.n, 'base64url')
  if (bytes.length < 256 || bytes.length > 512 || bytes[0] === 0) return []
  return [{ kid: jwk.kid, modulus: BigInt(`0x${bytes.toString('hex')}`), modulusBytes: bytes.length }]
}
