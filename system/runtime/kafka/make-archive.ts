import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rename, rm, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { sweepDrafts } from '../instance/sweep-drafts.ts'
import { markOf } from '../process/own-mark.ts'
import { inheritedEnvironment } from '../runtime-settings.ts'
import type { PreparedKafka } from './prepare-kafka.ts'

const run = promisify(execFile)

/** It takes some 30 MB; a JVM that finds no room for the rest of it ends, and it is the broker's. */
const ROOM_BYTES = 128e6

/**
 * Has a running broker write down its loaded classes, so that the next one starts in half the time. Once per
 * set of jars and Java; takes about two seconds of the broker's time, and nobody waits for it.
 *
 * @returns whether there is an archive now. Without `jcmd` or room, or when the broker ends meanwhile, there is none.
 */
export async function makeArchive(prepared: PreparedKafka, pid: number): Promise<boolean> {
  const { java, archiveFile, instanceDirectory } = prepared
  if (existsSync(archiveFile)) return true
  if (java.jcmd === undefined || !(await hasRoom(dirname(archiveFile)))) return false
  const draft = `${archiveFile}.${String(pid)}.draft`
  try {
    await sweepDrafts(dirname(archiveFile))
    await run(java.jcmd, [String(pid), 'VM.cds', 'dynamic_dump', draft], {
      timeout: 60_000,
      env: { ...inheritedEnvironment(), ...markOf(instanceDirectory) },
    })
    await rename(draft, archiveFile)
    return true
  } catch {
    // A slower start next time is all that is lost.
    await rm(draft, { force: true })
    return false
  } finally {
    // Where a JVM on Linux is spoken to. It removes the socket itself, but not when it is killed.
    await rm(`/tmp/.java_pid${String(pid)}`, { force: true })
  }
}

async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize >= ROOM_BYTES
}
