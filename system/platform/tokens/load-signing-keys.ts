import { importJWK, type CryptoKey } from 'jose'
import { z } from 'zod'

/** One public key of the issuer. */
export interface SigningKey {
  readonly kid: string
  /** Changes when the key behind the kid does. */
  readonly modulus: string
  readonly modulusBytes: number
  readonly key: CryptoKey
}

const JWKS_BYTES_MAX = 65_536
const MODULUS_BYTES = { min: 256, max: 512 }

const keySetSchema = z.object({ keys: z.array(z.unknown()).max(100) })

/** Only what an RS256 verification key needs is read, so nothing private or foreign is ever imported. */
const signingKeySchema = z.object({
  kty: z.literal('RSA'),
  kid: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  use: z.literal('sig').optional(),
  key_ops: z
    .array(z.string())
    .refine((uses) => uses.includes('verify'))
    .optional(),
  alg: z.literal('RS256').optional(),
  n: z.string().regex(/^[A-Za-z0-9_-]+$/),
  e: z.literal('AQAB'),
})

/**
 * Fetches the issuer's RS256 keys. Keys of other kinds are passed over, and so is a kid that is there twice.
 *
 * @param limitMs how long to wait.
 * @throws when the address does not answer with a JWKS of at most 64 KiB in time. Redirects are not followed.
 */
export async function loadSigningKeys(
  jwksUrl: string,
  limitMs: number,
): Promise<ReadonlyMap<string, SigningKey>> {
  const response = await fetch(jwksUrl, { redirect: 'error', signal: AbortSignal.timeout(limitMs) })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`The JWKS address answered ${String(response.status)}`)
  }
  const { keys } = keySetSchema.parse(JSON.parse(await readText(response)))
  const found = new Map<string, SigningKey>()
  const twice = new Set<string>()
  for (const candidate of keys) {
    const key = await readSigningKey(candidate)
    if (key === undefined) continue
    if (found.has(key.kid)) twice.add(key.kid)
    found.set(key.kid, key)
  }
  for (const kid of twice) found.delete(kid)
  return found
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const body: AsyncIterable<Uint8Array> | null = response.body
  if (body === null) return ''
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > JWKS_BYTES_MAX) throw new Error('The JWKS is too large')
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function readSigningKey(candidate: unknown): Promise<SigningKey | undefined> {
  const parsed = signingKeySchema.safeParse(candidate)
  if (!parsed.success) return undefined
  const { kid, kty, n, e } = parsed.data
  const bytes = Buffer.from(n, 'base64url')
  const modulusBytes = bytes.byteLength
  if (bytes.toString('base64url') !== n || !isModulus(bytes)) return undefined
  const key = await importJWK({ kty, n, e }, 'RS256')
  return key instanceof Uint8Array ? undefined : { kid, modulus: n, modulusBytes, key }
}

/** Odd, of 2048 to 4096 bits, and without zero bytes before it: what the database's table demands as well. */
function isModulus(bytes: Buffer): boolean {
  const { length } = bytes
  const [first = 0, last = 0] = [bytes[0], bytes[length - 1]]
  if (length < MODULUS_BYTES.min || length > MODULUS_BYTES.max || first === 0) return false
  return (length > MODULUS_BYTES.min || first >= 0x80) && last % 2 === 1
}
