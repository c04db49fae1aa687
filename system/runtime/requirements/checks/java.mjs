// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { isKafkaExternal, NOT_NEEDED } from '../is-kafka-external.mjs'
import { lookForJava } from '../look-for-java.mjs'

/** @type {Requirement} */
export const java = {
  name: 'Java',
  group: 'system',
  look: async ({ environment }) => {
    if (isKafkaExternal(environment)) return NOT_NEEDED
    const { found, lack } = await lookForJava(environment)
    if (lack === undefined) return { state: 'ok', found: `${found.version}, ${found.program}` }
    return {
      state: 'missing',
      found: lack,
      remedy: 'Get 17 or newer: apt-get install openjdk-17-jre-headless, or https://adoptium.net',
    }
  },
}
