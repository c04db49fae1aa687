// A lock file that outlives nobody: it names the processes that hold it, and counts only while one lives.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ASK_AGAIN_MS = 200
const WAIT_MAX_MS = 15 * 60_000
/** A lock file is empty for an instant while it is made. One that stays so was made by a dead process. */
const EMPTY_MAX_MS = 5_000

/**
 * Takes the lock, waiting for whoever holds it.
 *
 * @param {string} file
 * @param {(holder: string) => void} onWait called once, when the lock is held by someone else
 * @returns {Promise<{ addHolder(pid: number): void, release(): void }>} `addHolder` names a child that keeps
 *   the lock alive should this process be killed and the child live on
 */
export async function takeInstallLock(file, onWait) {
  mkdirSync(dirname(file), { recursive: true })
  const holders = [describeProcess(process.pid)]
  const deadline = Date.now() + WAIT_MAX_MS
  let hasAnnounced = false
  while (!createExclusively(file, JSON.stringify(holders))) {
    const holder = livingHolder(file)
    if (holder === undefined) continue
    if (Date.now() > deadline) throw new Error(`${file} is held by ${holder} for too long; remove it by hand`)
    if (!hasAnnounced) onWait(holder)
    hasAnnounced = true
    await sleep(ASK_AGAIN_MS)
  }
  return {
    addHolder(pid) {
      holders.push(describeProcess(pid))
      writeFileSync(`${file}.next`, JSON.stringify(holders))
      renameSync(`${file}.next`, file)
    },
    release: () => rmSync(file, { force: true }),
  }
}

function createExclusively(file, text) {
  try {
    writeFileSync(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** Who holds the lock, in words; `undefined` when nobody does any more, and then the file is gone too. */
function livingHolder(file) {
  const text = readIfPresent(file)
  if (text === undefined) return undefined
  if (text === '' && ageMs(file) < EMPTY_MAX_MS) return 'a process that has just started'
  const living = parseHolders(text).find(isAlive)
  if (living !== undefined) return `process ${living.pid}`
  removeStale(file, text)
  return undefined
}

/** Moves the dead lock aside first: of several that saw it dead, one can move it, and none a fresh lock. */
function removeStale(file, seen) {
  const aside = `${file}.stale-${process.pid}`
  try {
    renameSync(file, aside)
  } catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  const moved = readFileSync(aside, 'utf8')
  if (moved !== seen) createExclusively(file, moved)
  rmSync(aside, { force: true })
}

function parseHolders(text) {
  try {
    const holders = JSON.parse(text)
    return Array.isArray(holders) ? holders : []
  } catch {
    return []
  }
}

/** A process id alone may be used again by a stranger, so where /proc tells it the start time counts too. */
function describeProcess(pid) {
  return { pid, startedAt: startTimeOf(pid) }
}

function isAlive({ pid, startedAt }) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  return startedAt === startTimeOf(pid)
}

function startTimeOf(pid) {
  const stat = readIfPresent(`/proc/${pid}/stat`)
  // The name in parentheses may hold blanks; the start time is the 20th field after it.
  return stat === undefined ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

function ageMs(file) {
  return existsSync(file) ? Date.now() - statSync(file).mtimeMs : Number.POSITIVE_INFINITY
}

function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined
    throw error
  }
}
