// @ts-check
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'

/** In the environment of every process of an instance: the directory of the instance. See own-mark.ts. */
const MARK = 'EASYFLOW_INSTANCE_DIRECTORY='

/**
 * The instances below a state directory, of whatever checkout, whose supervisor is gone while processes of
 * theirs live on. Found as a start finds them: by their mark, and by what the supervisor noted down.
 *
 * @param {string} stateRoot
 * @returns {Promise<readonly { name: string, directory: string, pids: readonly number[] }[]>}
 */
export async function countLeftovers(stateRoot) {
  const marked = await findMarked(stateRoot)
  const found = []
  for (const directory of new Set([...marked.keys(), ...(await listInstances(stateRoot))])) {
    const [holder] = await readKnown(join(directory, 'supervisor.json'))
    if (holder !== undefined && (await isAlive(holder))) continue
    const pids = new Set(marked.get(directory))
    for (const known of await readKnown(join(directory, 'processes.json')))
      if (await isAlive(known)) pids.add(Number(known.pid))
    if (pids.size > 0) found.push({ name: basename(directory), directory, pids: [...pids] })
  }
  return found
}

/**
 * @param {string} stateRoot
 * @returns {Promise<ReadonlyMap<string, readonly number[]>>} by the directory of the instance
 */
async function findMarked(stateRoot) {
  /** @type {Map<string, number[]>} */
  const found = new Map()
  for (const pid of (await list('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    const directory = environment.split('\0').find((entry) => entry.startsWith(MARK + stateRoot + sep))
    if (directory === undefined) continue
    const key = directory.slice(MARK.length)
    found.set(key, [...(found.get(key) ?? []), Number(pid)])
  }
  return found
}

/** @param {string} stateRoot */
async function listInstances(stateRoot) {
  const found = []
  for (const checkout of await list(stateRoot)) {
    const instances = join(stateRoot, checkout, 'instances')
    found.push(...(await list(instances)).map((name) => join(instances, name)))
  }
  return found
}

/** @param {string} folder */
async function list(folder) {
  return await readdir(folder).catch(() => [])
}

/**
 * @param {string} file
 * @returns {Promise<readonly { pid?: unknown, birth?: unknown }[]>}
 */
async function readKnown(file) {
  try {
    const known = JSON.parse(await readFile(file, 'utf8'))
    return Array.isArray(known) ? known : [known]
  } catch {
    // Not there, or half written by something that was killed: nothing is known from it.
    return []
  }
}

/** @param {{ pid?: unknown, birth?: unknown }} known */
async function isAlive({ pid, birth }) {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '')
  // The name, in parentheses, may itself hold spaces and parentheses; the fields after it do not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] !== 'Z' && fields[19] === birth
}
