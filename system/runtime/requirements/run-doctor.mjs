// @ts-check
import { buildSituation } from './build-situation.mjs'
import { checkRequirements } from './check-requirements.mjs'
import { renderFindings } from './render-findings.mjs'

const EXIT_OK = 0
const EXIT_USAGE = 64
const EXIT_UNAVAILABLE = 69

/**
 * `easyflow doctor [--json]`. Needs nothing installed.
 *
 * @param {readonly string[]} args what follows `doctor`
 * @param {{ environment: Readonly<Record<string, string | undefined>>, columns?: number | undefined,
 *   result: (text: string) => void, talk: (text: string) => void }} context
 * @returns {Promise<0 | 64 | 69>} 69 when something is missing
 */
export async function runDoctor(args, { environment, columns = 100, result, talk }) {
  const odd = args.find((arg) => arg !== '--json')
  if (odd !== undefined) {
    talk(`There is no use for "${odd}"\nUsage: easyflow doctor [--json]`)
    return EXIT_USAGE
  }
  const findings = await checkRequirements(buildSituation(environment), [
    'tools',
    'packages',
    'system',
    'extra',
  ])
  const isFit = findings.every(({ state }) => state !== 'missing')
  if (args.includes('--json')) result(JSON.stringify({ version: 1, isFit, findings }, null, 2))
  else result(renderFindings(findings, { columns }))
  return isFit ? EXIT_OK : EXIT_UNAVAILABLE
}
