import { open } from 'node:fs/promises'
import type { SystemStatus } from '../../contracts/system-status.ts'
import type { KnownProcess } from '../process/end-process.ts'
import { startGuard } from '../process/start-guard.ts'
import { writeAtomically } from '../process/write-atomically.ts'
import type { InstanceLayout } from './instance-layout.ts'

/** A process that must not outlive us, and how it is asked to end. */
export type Watched = KnownProcess & { readonly signal: NodeJS.Signals }

export interface Account {
  write(status: SystemStatus, watched: readonly Watched[]): void
  /** Resolves once everything written so far is on disk. */
  written(): Promise<void>
  close(): Promise<void>
}

/** Opens the account of what runs of an instance, outside this process: its files, and the guard. */
export function openAccount(layout: InstanceLayout): Account {
  const guard = startGuard(layout.directory)
  let writing = Promise.resolve()
  return {
    write: (status, watched) => {
      guard.watch(watched)
      const processes = JSON.stringify(watched.map(({ pid, birth }) => ({ pid, birth })))
      const text = JSON.stringify(status, null, 2)
      writing = writing
        .then(async () => await writeSomehow(layout.statusFile, text))
        .then(async () => await writeAtomically(layout.processesFile, processes))
        // The directory of an ephemeral instance goes while its last news are being written; and a full disk
        // must not end what could run on.
        .catch(() => undefined)
    },
    written: async () => await writing,
    close: async () => {
      await guard.close()
      await writing
    },
  }
}

/**
 * A full disk has no room for a second file beside the first. A status that is written over is better than
 * one that goes on saying that all is well; whoever reads it half written takes it for none.
 */
async function writeSomehow(path: string, text: string): Promise<void> {
  try {
    await writeAtomically(path, text)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    const file = await open(path, 'r+')
    try {
      const { bytesWritten } = await file.write(text, 0)
      await file.truncate(bytesWritten)
    } finally {
      await file.close()
    }
  }
}
