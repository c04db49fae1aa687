// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { lookForJava } from '../look-for-java.mjs'

/** @type {Requirement} */
export const java = {
  name: 'Java',
  group: 'system',
  look: async ({ environment }) => {
    const { found, lack } = await lookForJava(environment)
    if (lack === undefined) return { state: 'ok', found: `${found.version}, ${found.program}` }
    return {
      state: 'missing',
      found: lack,
      remedy: 'Get 17 or newer: apt-get install openjdk-17-jre-headless, or https://adoptium.net',
    }
  },
}
