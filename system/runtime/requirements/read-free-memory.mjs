// @ts-check
import { readFile } from 'node:fs/promises'
import { freemem } from 'node:os'
import { dirname, join } from 'node:path'

/** Version 1 of control groups says "no limit" with a number near 2^63. */
const UNLIMITED_BYTES = 2 ** 60

/**
 * How much memory could be used now: what the machine has, and what every control group that we are in still
 * allows. Memory that only caches files counts as free.
 *
 * @returns {Promise<{ bytes: number, limitedBy: string | undefined } | undefined>} `limitedBy` says so when a
 *   limit and not the machine is what is short
 */
export async function readFreeMemory() {
  const machine = await readMachine()
  if (machine === undefined) return undefined
  const limits = [...(await readGroupLimits()), readOwnLimit()].filter((free) => free !== undefined)
  const least = Math.min(machine, ...limits)
  return { bytes: least, limitedBy: least < machine ? 'limit of the control group' : undefined }
}

async function readMachine() {
  const text = await readIfPresent('/proc/meminfo')
  if (text === undefined) return process.platform === 'darwin' ? freemem() : undefined
  const kilobytes = /^MemAvailable: +(\d+) kB/m.exec(text)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

/** What Node knows about a limit, minus what we use ourselves: for places where /sys is not to be seen. */
function readOwnLimit() {
  const limit = process.constrainedMemory?.() ?? 0
  return limit > 0 && limit < UNLIMITED_BYTES ? limit - process.memoryUsage.rss() : undefined
}

/** @returns {Promise<readonly number[]>} */
async function readGroupLimits() {
  const text = (await readIfPresent('/proc/self/cgroup')) ?? ''
  const found = []
  for (const line of text.split('\n')) {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    const isVersion2 = line.startsWith('0::')
    if (!isVersion2 && !controllers.split(',').includes('memory')) continue
    const base = isVersion2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/memory'
    found.push(...(await readLimitsUpwards(base, path, isVersion2 ? version2 : version1)))
  }
  return found
}

const version1 = {
  limit: 'memory.limit_in_bytes',
  used: 'memory.usage_in_bytes',
  caches: 'total_inactive_file',
}
const version2 = { limit: 'memory.max', used: 'memory.current', caches: 'inactive_file' }

/**
 * A limit holds for all groups below it. In a container the path may be that of the machine outside, and only
 * the last of it is to be seen here: what is not there is passed over.
 *
 * @param {string} base
 * @param {string} path
 * @param {typeof version1} names
 * @returns {Promise<readonly number[]>}
 */
async function readLimitsUpwards(base, path, names) {
  const own = await readLimit(join(base, path), names)
  const rest = path === '/' || path === '' ? [] : await readLimitsUpwards(base, dirname(path), names)
  return own === undefined ? rest : [own, ...rest]
}

/**
 * @param {string} folder
 * @param {typeof version1} names
 * @returns {Promise<number | undefined>}
 */
async function readLimit(folder, names) {
  const [limit, used, stat] = await Promise.all(
    [names.limit, names.used, 'memory.stat'].map(async (name) => await readIfPresent(join(folder, name))),
  )
  const bytes = Number(limit)
  if (limit === undefined || used === undefined || !(bytes < UNLIMITED_BYTES)) return undefined
  const caches = new RegExp(`^${names.caches} (\\d+)`, 'm').exec(stat ?? '')?.[1] ?? '0'
  return Math.max(0, bytes - Number(used) + Number(caches))
}

/**
 * @param {string} file
 * @returns {Promise<string | undefined>}
 */
async function readIfPresent(file) {
  try {
    return await readFile(file, 'utf8')
  } catch {
    // Not there, or not for us: nothing is known from it.
    return undefined
  }
}
