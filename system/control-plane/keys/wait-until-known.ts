import { setTimeout as pause } from 'node:timers/promises'
import type { IssuerKey } from '../../contracts/issuer-keys.ts'
import type { VerifyingLayer } from '../../contracts/key-removal.ts'
import { loadSigningKeys } from '../../platform/tokens/load-signing-keys.ts'
import type { KeyDependencies } from './key-dependencies.ts'
import { storeKeys } from './database-keys.ts'
import { signProbeToken } from './sign-probe-token.ts'
import { withinLimit } from './within-limit.ts'

const PAUSE_MS = 50

/**
 * Waits until a published key stands in the JWKS, and then until api, broker and database have each accepted
 * a token of it. In this order: the broker remembers for a minute that a kid was missing.
 *
 * @returns who was not seen to know it within the limit: `issuer` when the JWKS does not show it.
 */
export async function waitUntilKnown(
  key: IssuerKey,
  keys: readonly IssuerKey[],
  options: { readonly dependencies: KeyDependencies; readonly withinMs: number },
): Promise<readonly (VerifyingLayer | 'issuer')[]> {
  const { dependencies, withinMs } = options
  const limit = performance.now() + withinMs
  while (!(await isShown(dependencies.jwksUrl, key.kid))) {
    if (performance.now() > limit) return ['issuer']
    await pause(PAUSE_MS)
  }
  const { installer, issuer, tenant, now, probes } = dependencies
  if (installer !== undefined) {
    await storeKeys(installer, keys, { ...dependencies, nowMs: now(), changes: [[key.kid, 'published']] })
  }
  const token = signProbeToken(key, { issuer, tenant, nowMs: now() })
  const missing = await Promise.all(
    probes.map(async ({ layer, ask }) => {
      while ((await withinLimit(ask(token), limit - performance.now(), 'silent')) !== 'accepts') {
        if (performance.now() > limit) return layer
        await pause(PAUSE_MS)
      }
      return undefined
    }),
  )
  return missing.filter((layer) => layer !== undefined)
}

async function isShown(jwksUrl: string, kid: string): Promise<boolean> {
  return await loadSigningKeys(jwksUrl, 1000).then(
    (keys) => keys.has(kid),
    () => false,
  )
}
