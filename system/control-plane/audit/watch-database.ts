import { setTimeout as delay } from 'node:timers/promises'
import type { Finding } from '../../contracts/audit-report.ts'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { DatabaseError, type OpenInstaller } from '../../platform/database/with-installer.ts'
import { buildBell, type Bell } from './build-bell.ts'
import { keepConnection, type KeptConnection } from './keep-connection.ts'
import type { WatchJournal } from './open-watch-journal.ts'
import { readFingerprint } from './read-fingerprint.ts'
import { runAudit } from './run-audit.ts'

const PART = 'the database'
const EVERY_MS = 250
/** Where one thing changes, the next often follows while we look. */
const SOON_MS = 25

export interface DatabaseWatchOptions {
  readonly signal: AbortSignal
  /** Called once it has looked for the first time. */
  readonly onWatching: () => void
  /** How often it asks without being told. Default 250. */
  readonly askEveryMs?: number | undefined
}

/**
 * Looks at the database whenever its catalogue has changed: told so at once by the event trigger of migration 0013, and
 * asked four times a second for what no event trigger sees, or when that one is broken. A database that cannot be
 * reached is said once and tried again.
 *
 * @throws {EasyFlowError} ERR_SCHEMA_CHANGED when the lints are not those of this version any more.
 */
export async function watchDatabase(
  open: () => Promise<OpenInstaller>,
  journal: WatchJournal,
  { signal, onWatching, askEveryMs = EVERY_MS }: DatabaseWatchOptions,
): Promise<void> {
  const bell = buildBell()
  const connection = keepConnection(open, (installer) => listen(installer, bell))
  let seen: string | undefined
  let wasRung = false
  try {
    while (!signal.aborted) {
      const startedAt = new Date().toISOString()
      const looked = await lookAgain(connection, seen)
      if ('reason' in looked) journal.lost(PART, looked.reason)
      else if (looked.findings === undefined) journal.reached(PART)
      else {
        journal.looked(PART, looked.findings)
        if (seen === undefined) onWatching()
        else journal.note({ event: 'looked', startedAt })
        seen = looked.fingerprint
      }
      const hasChanged = 'findings' in looked && looked.findings !== undefined
      // Rung for nothing, or for what a look between the commit and the ring has seen: for as long as it usually waits
      // it hears no more, and then it asks. So a bell makes it ask twice as often at most.
      const isDeaf: boolean = wasRung && !hasChanged
      if (isDeaf) await delay(EVERY_MS, undefined, { signal }).catch(() => undefined)
      wasRung = !isDeaf && (await bell.wait(hasChanged ? SOON_MS : askEveryMs, signal))
    }
  } finally {
    await connection.close()
  }
}

type Look =
  | { readonly fingerprint: string; readonly findings: readonly Finding[] | undefined }
  | { readonly reason: string }

/** @returns no findings when nothing has changed since `seen`. */
async function lookAgain(connection: KeptConnection, seen: string | undefined): Promise<Look> {
  try {
    return await connection.use(async (installer) => {
      const fingerprint = await readFingerprint(installer)
      const findings = fingerprint === seen ? undefined : (await runAudit(installer)).findings
      return { fingerprint, findings }
    })
  } catch (error) {
    if (error instanceof EasyFlowError) throw error
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Without it, everything is found a quarter of a second later. */
async function listen(installer: OpenInstaller, bell: Bell): Promise<void> {
  try {
    const { rows } = await installer.query<{ channel: string }>('select easyflow.change_channel() as channel')
    if (rows[0] !== undefined) await installer.hear(rows[0].channel, () => bell.ring())
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
  }
}
