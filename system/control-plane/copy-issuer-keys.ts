import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { holdLock } from '../platform/database/hold-lock.ts'
import { inTransaction, type Installer } from '../platform/database/with-installer.ts'
import { loadSigningKeys, type SigningKey } from '../platform/tokens/load-signing-keys.ts'
import { listRemovedKeys } from './keys/database-keys.ts'

const JWKS_LIMIT_MS = 5000

/**
 * Makes the database's keys of `issuer` exactly those that its JWKS shows now: new ones are added, absent
 * ones are removed, and with them every token they signed. A key that took over another's kid counts as a new
 * one, and one that was removed in an emergency is not taken back. A JWKS without a usable key changes nothing. The keys are read by the rules of the api's verifier.
 *
 * @returns the kids the database now knows.
 * @throws {EasyFlowError} ERR_ISSUER_UNAVAILABLE when the JWKS cannot be had or holds no usable key.
 */
export async function copyIssuerKeys(
  installer: Installer,
  source: { readonly issuer: string; readonly jwksUrl: string },
): Promise<readonly string[]> {
  // The JWKS is read under the lock: a slow run could bring back a key that a later one has removed.
  return holdLock(installer, 'issuerKeys', async () => {
    // An issuer that has not read its file yet may still show them.
    const removed = await listRemovedKeys(installer, source.issuer)
    const keys = (await loadKeys(source.jwksUrl)).filter(({ kid }) => !removed.has(kid))
    await inTransaction(installer, () => replaceKeys(installer, source.issuer, keys))
    return keys.map((key) => key.kid)
  })
}

async function replaceKeys(installer: Installer, issuer: string, keys: readonly SigningKey[]): Promise<void> {
  for (const key of keys) {
    await installer.query(
      `insert into easyflow.issuer_keys as k (issuer, kid, modulus, modulus_bytes) values ($1, $2, $3, $4)
       on conflict (issuer, kid) do update
       set modulus = excluded.modulus, modulus_bytes = excluded.modulus_bytes, key_id = excluded.key_id, added_at = now()
       where k.modulus <> excluded.modulus`,
      [issuer, key.kid, modulusOf(key).toString(), key.modulusBytes],
    )
  }
  await installer.query('delete from easyflow.issuer_keys where issuer = $1 and kid <> all($2)', [
    issuer,
    keys.map((key) => key.kid),
  ])
}

async function loadKeys(jwksUrl: string): Promise<readonly SigningKey[]> {
  let found: Awaited<ReturnType<typeof loadSigningKeys>>
  try {
    found = await loadSigningKeys(jwksUrl, JWKS_LIMIT_MS)
  } catch (cause) {
    throw new EasyFlowError('ERR_ISSUER_UNAVAILABLE', `No JWKS could be read from ${jwksUrl}`, { cause })
  }
  const keys = [...found.values()].filter(isStorable)
  if (keys.length === 0) {
    throw new EasyFlowError(
      'ERR_ISSUER_UNAVAILABLE',
      `The JWKS at ${jwksUrl} holds no RS256 signing key of 2048 to 4096 bits`,
    )
  }
  return keys
}

/** What the table's own checks demand: one odd key must not keep a removed one from being removed. */
function isStorable(key: SigningKey): boolean {
  const modulus = modulusOf(key)
  return modulus >= 2n ** 2047n && modulus % 2n === 1n
}

function modulusOf(key: SigningKey): bigint {
  return BigInt(`0x${Buffer.from(key.modulus, 'base64url').toString('hex')}`)
}
