import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { issuerKeysSchema } from '../../system/contracts/issuer-keys.ts'
import type { Signer } from './sign-token.ts'

/**
 * The key with which an embedded issuer signs, from the file in which it keeps them: the harness sits there, which
 * no attacker does. Undefined when there is no such file: the issuer is somebody else's.
 */
export async function readIssuerKey(stateDirectory: string): Promise<Signer | undefined> {
  let text: string
  try {
    text = await readFile(join(stateDirectory, 'issuer-keys.json'), 'utf8')
  } catch {
    return undefined
  }
  const keys = issuerKeysSchema.parse(JSON.parse(text))
  const key = keys.find(({ state }) => state === 'signing') ?? keys[0]
  if (key === undefined) return undefined
  const { kid, kty, n, e, d, p, q, dp, dq, qi } = key
  return { kid, privateKey: createPrivateKey({ key: { kty, n, e, d, p, q, dp, dq, qi }, format: 'jwk' }) }
}
