// @ts-check
/** @import { Finding, Requirement } from '../requirement.ts' */
import { chmod, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { existingFolder } from '../existing-folder.mjs'

/** Postgres takes paths of up to 1,023 bytes, and its own files lie some way below. */
const LENGTH_MAX_BYTES = 800
/** They separate paths in Java's class path, in Kafka's settings, or in a line of either. */
const UNUSABLE = /[:,\\\p{Cc}]/u

/** @type {Requirement} */
export const stateDirectory = {
  name: 'state directory',
  group: 'system',
  look: async ({ stateRoot, stateFault, uid }) => {
    if (stateRoot === undefined) return missing(stateFault ?? 'there is no place for state')
    const fault = faultOfPath(stateRoot)
    if (fault !== undefined) return missing(`${fault}: ${shorten(stateRoot)}`)
    const folder = await existingFolder(stateRoot).catch(() => undefined)
    if (folder === undefined) return missing(`one cannot get to the state directory ${shorten(stateRoot)}`)
    if (!(await stat(folder)).isDirectory()) return missing(`${shorten(folder)} is no folder`)
    const writeFault = await tryToWrite(folder)
    if (writeFault !== undefined) return missing(`the state directory ${shorten(stateRoot)} ${writeFault}`)
    const barred = uid === 0 ? await findBarred(dirname(stateRoot)) : undefined
    if (barred === undefined) return { state: 'ok', found: stateRoot }
    return missing(
      `the account of Postgres cannot pass through ${shorten(barred)}`,
      'every account can reach',
    )
  },
}

/**
 * @param {string} found
 * @param {string} [quality]
 * @returns {Finding}
 */
function missing(found, quality = 'you can write to') {
  return { state: 'missing', found, remedy: `Set EASYFLOW_STATE_DIR to a folder that ${quality}` }
}

/** @param {string} path */
function faultOfPath(path) {
  if (Buffer.byteLength(path) > LENGTH_MAX_BYTES)
    return `the path of the state directory is longer than ${String(LENGTH_MAX_BYTES)} bytes`
  if (UNUSABLE.test(path))
    return 'the path of the state directory has a colon, a comma, a backslash or a control character in it'
  return undefined
}

/**
 * Makes a folder beside what will be made, does in it what we do to files, and removes it.
 *
 * @param {string} folder
 * @returns {Promise<string | undefined>} what fails
 */
async function tryToWrite(folder) {
  /** @type {string | undefined} */
  let trial
  try {
    trial = await mkdtemp(join(folder, '.easyflow-trial-'))
    const file = join(trial, 'a')
    await writeFile(file, 'x', { mode: 0o600 })
    await rename(file, join(trial, 'b'))
    await chmod(join(trial, 'b'), 0o640)
    const mode = (await stat(join(trial, 'b'))).mode & 0o777
    return mode === 0o640 ? undefined : 'is on a file system that does not keep who may read a file'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return `cannot be written to (${code} in ${shorten(folder)})`
  } finally {
    if (trial !== undefined) await rm(trial, { recursive: true, force: true })
  }
}

/**
 * @param {string} folder
 * @returns {Promise<string | undefined>} the nearest folder on the way up that others may not pass
 */
async function findBarred(folder) {
  const isOpen = await stat(folder).then(
    ({ mode }) => (mode & 0o001) !== 0,
    // What is not there yet we make ourselves, and open.
    () => true,
  )
  if (!isOpen) return folder
  return folder === dirname(folder) ? undefined : await findBarred(dirname(folder))
}

/** @param {string} path */
function shorten(path) {
  const text = JSON.stringify(path).slice(1, -1)
  return text.length > 120 ? `${text.slice(0, 100)}…` : text
}
