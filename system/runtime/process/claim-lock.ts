import { createHash, randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { isAlive, type KnownProcess } from './end-process.ts'
import { birthNow } from './process-birth.ts'

const knownSchema = z.strictObject({ pid: z.int().positive(), birth: z.string() })

/** Far longer than a look and a rename take. Whoever stands still for longer is named as the holder. */
const REPLACING_TAKES_MS = 2000

/** Someone who lives holds the lock. */
export class LockHeldError extends Error {
  override readonly name = 'LockHeldError'
  readonly holder: KnownProcess

  constructor(holder: KnownProcess) {
    super(`Process ${String(holder.pid)} holds the lock`)
    this.holder = holder
  }
}

/**
 * Takes a lock file for this process, which holds until it is removed or this process ends: of any number that
 * try at once, exactly one gets it.
 *
 * The file comes into being whole, by link(2), and is never removed by anyone but its holder. That of a dead
 * holder is replaced by rename(2), by one at a time: whoever does so holds a second lock, named after what is
 * replaced, taken in this same way. Having it, he looks again whether the dead one's is still there.
 *
 * @throws {LockHeldError} when someone else who lives holds it, or is about to.
 */
export async function claimLock(path: string): Promise<void> {
  const draft = `${path}.${String(process.pid)}-${randomBytes(6).toString('hex')}.draft`
  try {
    const claim: KnownProcess = { pid: process.pid, birth: birthNow(process.pid) ?? 'unknown' }
    await writeFile(draft, JSON.stringify(claim), { flag: 'wx', mode: 0o600, flush: true })
    const giveUpAt = performance.now() + REPLACING_TAKES_MS
    while (!(await tryLink(draft, path))) {
      const text = await readText(path)
      if (text === undefined) continue
      const holder = parseHolder(text)
      if (holder !== undefined && (await isAlive(holder))) throw new LockHeldError(holder)
      const outcome = await replaceDead(path, text, draft)
      if (outcome === 'done') return
      if (outcome instanceof LockHeldError) {
        // Someone is at it, and will have done in a moment: only then is it clear who has the lock.
        if (performance.now() > giveUpAt) throw outcome
        await pause(5)
      }
    }
  } finally {
    await rm(draft, { force: true })
  }
}

/** Who holds a lock, dead or alive. */
export async function readLock(path: string): Promise<KnownProcess | undefined> {
  const text = await readText(path)
  return text === undefined ? undefined : parseHolder(text)
}

async function replaceDead(
  path: string,
  text: string,
  draft: string,
): Promise<'done' | 'gone' | LockHeldError> {
  const grave = `${path}.${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
  try {
    await claimLock(grave)
  } catch (error) {
    if (error instanceof LockHeldError) return error
    throw error
  }
  try {
    if ((await readText(path)) !== text) return 'gone'
    await rename(draft, path)
    return 'done'
  } finally {
    await rm(grave, { force: true })
  }
}

async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** What nobody can read was not written by a holder: it is as good as dead. */
function parseHolder(text: string): KnownProcess | undefined {
  try {
    return knownSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
