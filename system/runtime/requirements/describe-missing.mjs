// @ts-check
/** @import { NamedFinding } from './requirement.ts' */

/**
 * Everything that is missing in one message, each with its remedy; `undefined` when nothing is.
 *
 * @param {readonly NamedFinding[]} findings
 * @returns {string | undefined}
 */
export function describeMissing(findings) {
  const missing = findings.filter(({ state }) => state === 'missing')
  if (missing.length === 0) return undefined
  const [first] = missing
  if (missing.length === 1 && first !== undefined) return sentence(first)
  return [
    `${String(missing.length)} things are missing:`,
    ...missing.map((finding) => `  - ${sentence(finding)}`),
  ].join('\n')
}

/** @param {NamedFinding} finding */
function sentence({ found, remedy = '' }) {
  // npm writes itself small, also at the beginning.
  const begin = found.startsWith('npm') ? found : `${found[0]?.toUpperCase() ?? ''}${found.slice(1)}`
  return `${begin}. ${remedy}`.trim()
}
