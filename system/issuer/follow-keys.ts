import { stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { keysInForce, type IssuerKey } from '../contracts/issuer-keys.ts'
import type { Logger } from '../platform/log/build-logger.ts'
import { loadSigningKeys } from './load-signing-keys.ts'

export interface FollowKeysOptions {
  readonly path: string
  /** Those in force when the file was read first. */
  readonly inForce: readonly IssuerKey[]
  /** Told of every other set, the signing key first. */
  readonly onKeys: (inForce: readonly IssuerKey[]) => void
  readonly log: Pick<Logger, 'info' | 'error'>
  readonly signal: AbortSignal
  /** Pause between two looks at the file. Default 100. */
  readonly everyMs?: number
  /** Milliseconds since the epoch. Default: the clock. */
  readonly now?: () => number
}

/**
 * Follows the keys file until `signal` aborts: reads it again when it changes, and drops a retiring key when
 * its time is over, without anybody asking. A file that cannot be read or is not acceptable changes nothing;
 * it is said once, and read again until it is.
 */
export async function followKeys(options: FollowKeysOptions): Promise<void> {
  const { path, onKeys, log, signal, everyMs = 100, now = Date.now } = options
  let keys: readonly IssuerKey[] = options.inForce
  let inForce = options.inForce
  let seen = ''
  let complaint = ''
  while (!signal.aborted) {
    try {
      const mark = await markOf(path)
      if (mark !== seen) keys = await loadSigningKeys(path)
      seen = mark
      complaint = ''
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unreadable'
      if (reason !== complaint) log.error({ reason }, 'keys-file-refused')
      complaint = reason
    }
    const next = keysInForce(keys, now())
    if (describe(next) !== describe(inForce)) {
      inForce = next
      onKeys(inForce)
      log.info({ kids: inForce.map(({ kid, state }) => `${kid} ${state}`) }, 'keys-changed')
    }
    await pause(everyMs, undefined, { signal }).catch(() => undefined)
  }
}

/** Changes with every rename onto the path and with every write in place. */
async function markOf(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true })
  return `${String(ino)} ${String(size)} ${String(mtimeNs)}`
}

const describe = (keys: readonly IssuerKey[]): string =>
  keys.map(({ kid, n, state }) => `${kid} ${n} ${state}`).join('\n')
