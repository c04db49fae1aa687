import type { ExitCode } from '../../contracts/exit-code.ts'
import type { OpenInstaller } from '../../platform/database/with-installer.ts'
import type { Elsewhere } from './look-elsewhere.ts'
import { openWatchJournal } from './open-watch-journal.ts'
import { watchDatabase } from './watch-database.ts'
import { watchElsewhere } from './watch-elsewhere.ts'

export interface WatchOptions {
  /** Opens a connection of the installer; called again after one was lost. */
  readonly open: () => Promise<OpenInstaller>
  /** Where broker and issuer are. Default: only the database is watched. */
  readonly elsewhere?: Elsewhere | undefined
  readonly asJson: boolean
  /** How often the database is asked without being told. Default 250. */
  readonly askEveryMs?: number | undefined
  readonly signal: AbortSignal
}

/**
 * Looks whenever something has changed and prints what appears and what goes: in the database at once, elsewhere every
 * second or two. What cannot be reached is said once, and again when it is back. As JSON it says also when it has
 * looked at the database, so that a silence can be told from not having looked.
 *
 * @returns once `signal` fires: `ok` when nothing is found at that moment, `unknown` when something cannot be looked
 *   at, `violated` when anything is found.
 * @throws {EasyFlowError} ERR_SCHEMA_CHANGED when the lints are not those of this version any more.
 */
export async function watchAudit(
  { open, elsewhere, asJson, askEveryMs, signal }: WatchOptions,
  print: (text: string) => void,
): Promise<ExitCode> {
  const journal = openWatchJournal(asJson, print)
  const failed = new AbortController()
  const until = AbortSignal.any([signal, failed.signal])
  const onWatching = (): void => print(asJson ? JSON.stringify({ event: 'watching' }) : 'Watching.')
  const parts = [
    watchDatabase(open, journal, { signal: until, onWatching, askEveryMs }),
    ...(elsewhere === undefined ? [] : [watchElsewhere(open, elsewhere, { journal, signal: until })]),
  ]
  try {
    await Promise.all(parts)
  } finally {
    failed.abort()
    await Promise.allSettled(parts)
  }
  return journal.exitCode()
}
