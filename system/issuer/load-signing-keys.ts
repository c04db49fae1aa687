import { readFile } from 'node:fs/promises'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { issuerKeysSchema, type IssuerKey } from '../contracts/issuer-keys.ts'

/**
 * Reads the issuer's private keys with their states.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID when the file cannot be read or holds any other kind of key.
 */
export async function loadSigningKeys(path: string): Promise<readonly IssuerKey[]> {
  const parsed = issuerKeysSchema.safeParse(await readJson(path))
  if (parsed.success) return parsed.data
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
