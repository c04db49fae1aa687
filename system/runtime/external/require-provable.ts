import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { Environment } from '../../platform/config/load-settings.ts'
import { loadStartSettings } from '../start-settings.ts'

/**
 * Looks at the environment of somebody who is about to start a system in order to break it.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID when it is wrong; ERR_SERVER_UNSUITABLE when it names external
 *   servers and does not say that they may be broken.
 */
export function requireProvable(environment: Environment): void {
  const { external, mayBreakExternal } = loadStartSettings(environment)
  const names = Object.keys(external)
  if (names.length === 0 || mayBreakExternal) return
  throw new EasyFlowError(
    'ERR_SERVER_UNSUITABLE',
    `The proofs break what they run on, and ${names.join(', ')} would be of somebody else (named by EASYFLOW_ settings). ` +
      'Unset those to use embedded servers, or set EASYFLOW_BREAK_EXTERNAL_SERVERS=yes-break-them',
  )
}
