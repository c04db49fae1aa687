import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { IssuerKey } from '../../contracts/issuer-keys.ts'
import { TOKEN_LIFETIME_MAX_SECONDS } from '../../contracts/token.ts'
import { storeKeys } from './database-keys.ts'
import type { KeyDependencies } from './key-dependencies.ts'
import { createPublishedKey, readKeys, writeKeys } from './keys-file.ts'
import { waitUntilKnown } from './wait-until-known.ts'

/** Until the issuer has read its file again and has ended what it was just signing. */
const RETIRING_MARGIN_MS = 10_000
const KNOWN_WITHIN_MS = 15_000

export interface KeyRotation {
  readonly signing: string
  readonly retiring: string
  /** When the retiring key leaves the JWKS and the database, by themselves. */
  readonly notAfter: string
}

/**
 * Publishes a new key, waits until api, broker and database were each seen to accept a token of it, and lets
 * it sign. The old one stays until its last token is over. A key that an earlier run published and did not
 * get known is used again.
 *
 * @throws {EasyFlowError} ERR_ISSUER_UNAVAILABLE or ERR_PART_FAILED naming who did not learn the key in time;
 *   the old one signs on then. ERR_VERSION_CONFLICT when another command changed one of the two meanwhile.
 */
export async function rotateKeys(dependencies: KeyDependencies): Promise<KeyRotation> {
  const { keysFile, now, say } = dependencies
  const before = await readKeys(keysFile)
  const next = before.find(({ state }) => state === 'published') ?? createPublishedKey()
  const withNext = [...before.filter(({ kid }) => kid !== next.kid), next]
  await writeKeys(keysFile, withNext, now())
  say(`${next.kid} is published; waiting until api, broker and database know it`)
  requireKnown(await waitUntilKnown(next, withNext, { dependencies, withinMs: KNOWN_WITHIN_MS }), next.kid)
  const notAfter = new Date(now() + TOKEN_LIFETIME_MAX_SECONDS * 1000 + RETIRING_MARGIN_MS).toISOString()
  const retiring = before.find(({ state }) => state === 'signing')?.kid ?? ''
  // Waiting took long: a removal that could not wait for the lock has written the file meanwhile.
  const fresh = await readKeys(keysFile)
  requireUnchanged(fresh, next.kid, retiring)
  const after = fresh.map((key): IssuerKey => {
    if (key.kid === next.kid) return { ...key, state: 'signing' }
    return key.state === 'signing' ? { ...key, state: 'retiring', notAfter } : key
  })
  await writeKeys(keysFile, after, now())
  if (dependencies.installer !== undefined) {
    await storeKeys(dependencies.installer, after, {
      ...dependencies,
      nowMs: now(),
      changes: [
        [next.kid, 'signing'],
        [retiring, 'retiring'],
      ],
    })
  }
  return { signing: next.kid, retiring, notAfter }
}

function requireKnown(missing: readonly string[], kid: string): void {
  if (missing.length === 0) return
  const code = missing.includes('issuer') ? 'ERR_ISSUER_UNAVAILABLE' : 'ERR_PART_FAILED'
  throw new EasyFlowError(
    code,
    `${missing.join(', ')} did not learn key ${kid} within ${String(KNOWN_WITHIN_MS)} ms, so the old one signs on. ` +
      'See whether it runs (easyflow status), then rotate again',
  )
}

function requireUnchanged(keys: readonly IssuerKey[], next: string, signing: string): void {
  const stateOf = (kid: string): string => keys.find((key) => key.kid === kid)?.state ?? 'gone'
  if (stateOf(next) === 'published' && stateOf(signing) === 'signing') return
  throw new EasyFlowError(
    'ERR_VERSION_CONFLICT',
    `Another command changed the issuer's keys while ${next} was becoming known (it is ${stateOf(next)} now, ` +
      `${signing} is ${stateOf(signing)}), so this rotation changes nothing more. See: easyflow keys list`,
  )
}
