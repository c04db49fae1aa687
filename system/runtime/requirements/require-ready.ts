import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { buildSituation } from './build-situation.mjs'
import { checkRequirements } from './check-requirements.mjs'
import { describeMissing } from './describe-missing.mjs'

/**
 * Looks whether a system can run with its state below `stateRoot`, before anything is made or fetched. Takes
 * some ten milliseconds.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING naming everything that is missing, each with its remedy.
 */
export async function requireReady(
  stateRoot: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const findings = await checkRequirements(buildSituation(environment, { stateRoot }), ['packages', 'system'])
  const missing = describeMissing(findings)
  if (missing !== undefined) throw new EasyFlowError('ERR_REQUIREMENT_MISSING', missing)
}
