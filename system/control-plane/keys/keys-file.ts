import { readFile } from 'node:fs/promises'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { issuerKeysSchema, type IssuerKey } from '../../contracts/issuer-keys.ts'
import { createSigningKey } from '../../platform/tokens/create-signing-key.ts'
import { writeAtomically } from '../clients-file.ts'

/**
 * Reads the issuer's keys.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID, without a word of what is in the file.
 */
export async function readKeys(path: string): Promise<readonly IssuerKey[]> {
  try {
    return issuerKeysSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    throw new EasyFlowError('ERR_SETTINGS_INVALID', `The issuer's keys file cannot be read: ${path}`)
  }
}

/** Writes the issuer's keys, without those whose time is over. The issuer takes them up by itself. */
export async function writeKeys(path: string, keys: readonly IssuerKey[], nowMs: number): Promise<void> {
  const kept = keys.filter(({ state, notAfter = '' }) => state !== 'retiring' || Date.parse(notAfter) > nowMs)
  // What the issuer would refuse is not written.
  issuerKeysSchema.parse({ keys: kept })
  await writeAtomically(path, JSON.stringify({ keys: kept }))
}

/** A new key that is to be published. */
export function createPublishedKey(): IssuerKey {
  const [key] = issuerKeysSchema.parse({ keys: [createSigningKey()] })
  if (key === undefined) throw new TypeError('One key in, one key out')
  return { ...key, state: 'published' }
}
