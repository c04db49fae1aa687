// @ts-check
/** @import { NamedFinding, Requirement, RequirementGroup, Situation } from './requirement.ts' */
import { requirements } from './requirements.mjs'

/**
 * Looks at all requirements of these groups at once. Changes nothing that stays.
 *
 * @param {Situation} situation
 * @param {readonly RequirementGroup[]} groups
 * @returns {Promise<readonly NamedFinding[]>} in the order of the list
 */
export async function checkRequirements(situation, groups) {
  const wanted = requirements.filter(({ group }) => groups.includes(group))
  return await Promise.all(wanted.map(async (requirement) => await look(requirement, situation)))
}

/**
 * A check that could not be made is a warning and not a pass; it must not keep the system from starting.
 *
 * @param {Requirement} requirement
 * @param {Situation} situation
 * @returns {Promise<NamedFinding>}
 */
async function look({ name, look }, situation) {
  try {
    return { name, ...(await look(situation)) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { name, state: 'warning', found: `could not be checked: ${reason}` }
  }
}
