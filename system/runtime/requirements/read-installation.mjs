// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Tells whether what package-lock.json asks for is installed. An installation that was broken off is not: the
 * stamp and npm's own list are the last things written.
 *
 * @param {string} checkout
 * @returns {{ isWhole: boolean, isStamped: boolean, lack: string | undefined, stamp: string }} `stamp`: what
 *   the stamp file has to say
 */
export function readInstallation(checkout) {
  const modules = join(checkout, 'node_modules')
  const stamp = stampOf(checkout)
  const isStamped = readIfPresent(join(modules, '.easyflow-installed'))?.trim() === stamp
  const lack = findLack(checkout, isStamped)
  return { isWhole: lack === undefined, isStamped: isStamped && lack === undefined, lack, stamp }
}

/**
 * The stamp leaves out which Node runs this: at first it is the machine's, later the one just installed.
 *
 * @param {string} checkout
 */
function stampOf(checkout) {
  const lock = readIfPresent(join(checkout, 'package-lock.json')) ?? ''
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`
}

/**
 * @param {string} checkout
 * @param {boolean} isStamped
 * @returns {string | undefined}
 */
function findLack(checkout, isStamped) {
  const modules = join(checkout, 'node_modules')
  if (!existsSync(modules)) return 'the npm packages are not installed'
  if (!isStamped && !wasInstalledByHand(checkout))
    return 'the npm packages are not those of package-lock.json, or not all of them'
  const needsNode = isStamped || 'node_modules/node' in readPackages(join(checkout, 'package-lock.json'))
  if (needsNode && !existsSync(join(modules, '.bin/node')) && locksNode(checkout))
    return 'the packages are installed, but the Node among them is missing'
  return undefined
}

/** @param {string} checkout */
function locksNode(checkout) {
  return 'node_modules/node' in readPackages(join(checkout, 'package-lock.json'))
}

/**
 * npm writes down what it has installed. If that is what is locked, there is nothing left to do.
 *
 * @param {string} checkout
 */
function wasInstalledByHand(checkout) {
  const installedFile = join(checkout, 'node_modules/.package-lock.json')
  if (!existsSync(installedFile)) return false
  const { '': _project, ...wanted } = readPackages(join(checkout, 'package-lock.json'))
  const installed = readPackages(installedFile)
  /** @param {string} path */
  const fits = (path) =>
    installed[path] === undefined
      ? wanted[path]?.optional === true
      : installed[path]?.version === wanted[path]?.version &&
        installed[path]?.integrity === wanted[path]?.integrity
  return [...Object.keys(wanted), ...Object.keys(installed)].every(fits)
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function readIfPresent(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
