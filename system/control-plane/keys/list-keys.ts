import { loadSigningKeys } from '../../platform/tokens/load-signing-keys.ts'
import type { Installer } from '../../platform/database/with-installer.ts'
import { listDatabaseKeys } from './database-keys.ts'
import { readKeys } from './keys-file.ts'

export interface ListedKey {
  readonly kid: string
  /** `unknown` to the file: of another provider, or left over. */
  readonly state: string
  readonly notAfter: string | null
  /** `null`: could not be asked. */
  readonly inJwks: boolean | null
  readonly inDatabase: boolean | null
}

/** Every key that the file, the JWKS or the database knows, and which of them do. */
export async function listKeys(options: {
  readonly issuer: string
  readonly jwksUrl: string
  readonly keysFile: string | undefined
  readonly installer: Installer | undefined
}): Promise<readonly ListedKey[]> {
  const { keysFile, installer, issuer } = options
  const inFile = keysFile === undefined ? [] : await readKeys(keysFile)
  const shown = await loadSigningKeys(options.jwksUrl, 2000).then(
    (keys) => [...keys.keys()],
    () => null,
  )
  const stored = installer === undefined ? null : await listDatabaseKeys(installer, issuer)
  const kids = new Set([...inFile.map(({ kid }) => kid), ...(shown ?? []), ...(stored ?? [])])
  return [...kids].map((kid) => {
    const key = inFile.find((one) => one.kid === kid)
    return {
      kid,
      state: key?.state ?? 'unknown',
      notAfter: key?.notAfter ?? null,
      inJwks: shown === null ? null : shown.includes(kid),
      inDatabase: stored === null ? null : stored.includes(kid),
    }
  })
}
