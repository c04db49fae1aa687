// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { countLeftovers } from '../count-leftovers.mjs'

/** @type {Requirement} */
export const leftovers = {
  name: 'leftovers',
  group: 'extra',
  look: async ({ stateRoot }) => {
    const left = stateRoot === undefined ? [] : await countLeftovers(stateRoot)
    if (left.length === 0) return { state: 'ok', found: 'none' }
    const processes = left.reduce((sum, { pids }) => sum + pids.length, 0)
    return {
      state: 'warning',
      found: `${String(processes)} processes of instances whose supervisor is gone: ${left.map(({ name }) => name).join(', ')}`,
      remedy: `From the checkout they belong to: npx easyflow stop --instance ${left[0]?.name ?? ''}`,
    }
  },
}
