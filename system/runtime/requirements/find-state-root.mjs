// @ts-check
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/**
 * Where state lives: EASYFLOW_STATE_DIR; for root a place that every account can pass through, because
 * Postgres refuses to run as root and its own account has to reach its files; else the usual place of the
 * account.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {{ path: string, fault?: undefined } | { path?: undefined, fault: string }}
 */
export function findStateRoot(environment) {
  const { EASYFLOW_STATE_DIR: chosen, XDG_STATE_HOME: stateHome } = environment
  if (chosen !== undefined && chosen !== '') return { path: resolve(chosen) }
  if (process.getuid?.() === 0) return { path: '/var/lib/easyflow' }
  // A relative one counts as not set, says the specification.
  if (stateHome !== undefined && isAbsolute(stateHome)) return { path: join(stateHome, 'easyflow') }
  const home = findHome(environment)
  if (home === undefined) return { fault: 'HOME is not set, and this account has no home directory' }
  return { path: join(home, '.local', 'state', 'easyflow') }
}

/**
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {string | undefined}
 */
function findHome({ HOME: home }) {
  if (home !== undefined && isAbsolute(home)) return home
  try {
    const known = homedir()
    return isAbsolute(known) ? known : undefined
  } catch {
    // An account that is in no list of accounts, as containers have them.
    return undefined
  }
}
