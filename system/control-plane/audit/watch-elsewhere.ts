import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '../../contracts/audit-report.ts'
import type { OpenInstaller } from '../../platform/database/with-installer.ts'
import type { BareFinding } from './compare-broker.ts'
import { keepConnection } from './keep-connection.ts'
import {
  elsewherePartsOf,
  readRegistry,
  type Elsewhere,
  type ElsewherePart,
  type Registry,
} from './look-elsewhere.ts'
import type { WatchJournal } from './open-watch-journal.ts'

/**
 * Looks at the keys of the issuer and at the broker's rules and settings again and again, each in its own time and
 * without waiting for the others. What cannot be reached is said once.
 */
export async function watchElsewhere(
  open: () => Promise<OpenInstaller>,
  elsewhere: Elsewhere,
  { journal, signal }: { readonly journal: WatchJournal; readonly signal: AbortSignal },
): Promise<void> {
  const connection = keepConnection(open)
  let known: Registry | undefined
  /** While Postgres is away the others are compared with what it held: it has been said that it is away. */
  const read = async (): Promise<Registry> => {
    try {
      known = await connection.use(readRegistry)
    } catch (error) {
      if (known === undefined) throw error
    }
    return known
  }
  try {
    const follow = (part: ElsewherePart): Promise<void> => followPart(part, read, { journal, signal })
    await Promise.all(elsewherePartsOf(elsewhere).map(follow))
  } finally {
    await connection.close()
  }
}

async function followPart(
  part: ElsewherePart,
  read: () => Promise<Registry>,
  { journal, signal }: { readonly journal: WatchJournal; readonly signal: AbortSignal },
): Promise<void> {
  let before: readonly BareFinding[] = []
  while (!signal.aborted) {
    try {
      const registry = await read()
      const found = await part.look(registry)
      // A tenant that was made or removed meanwhile was compared with its declaration of before.
      if (isDeepStrictEqual(registry, await read())) {
        const stands = part.differsInPassing ? found.filter((one) => isAmong(before, one)) : found
        journal.looked(part.name, stands.map(dated))
        before = found
      }
    } catch (error) {
      journal.lost(part.name, error instanceof Error ? error.message : String(error))
    }
    await delay(part.everyMs, undefined, { signal }).catch(() => undefined)
  }
}

const isAmong = (list: readonly BareFinding[], one: BareFinding): boolean =>
  list.some((other) => isDeepStrictEqual(one, other))

const dated = (finding: BareFinding): Finding => ({
  ...finding,
  changedAt: null,
  knownSince: new Date().toISOString(),
})
