import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { EasyFlowError } from '../contracts/easyflow-error.ts'

/**
 * RSA for RS256 and nothing else: no symmetric key can get into the JWKS, where every verifier would take
 * it for a public one, and `use` and `alg` leave a verifier nothing to guess.
 */
const signingKeySchema = z.strictObject({
  kty: z.literal('RSA'),
  alg: z.literal('RS256'),
  use: z.literal('sig'),
  // The broker remembers a kid it could not find for a minute, so whoever guesses the next one delays it.
  kid: z.string().regex(/^[\w-]{22,128}$/),
  n: z.string().min(342),
  e: z.literal('AQAB'),
  d: z.string().min(1),
  p: z.string().min(1),
  q: z.string().min(1),
  dp: z.string().min(1),
  dq: z.string().min(1),
  qi: z.string().min(1),
})
const keysFileSchema = z.strictObject({ keys: z.array(signingKeySchema).min(1) })

export type SigningKey = z.infer<typeof signingKeySchema>

/**
 * Reads the issuer's private keys; the first one signs.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID when the file cannot be read or holds any other kind of key.
 */
export async function loadSigningKeys(path: string): Promise<readonly SigningKey[]> {
  const parsed = keysFileSchema.safeParse(await readJson(path))
  if (parsed.success) return parsed.data.keys
  // Only the places of the faults: a message of the parser could quote key material.
  const faults = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw new EasyFlowError('ERR_SETTINGS_INVALID', `The keys file ${path} is not acceptable at: ${faults}`)
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    throw new EasyFlowError('ERR_SETTINGS_INVALID', `The keys file ${path} cannot be read as JSON`)
  }
}
