// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../find-program.mjs'
import { isKafkaExternal, NOT_NEEDED } from '../is-kafka-external.mjs'
import { kafkaJarsFolder } from '../kafka-jars-folder.mjs'

/** @type {Requirement} */
export const kafkaJars = {
  name: 'Maven or Kafka',
  group: 'system',
  look: async ({ environment, stateRoot }) => {
    if (isKafkaExternal(environment)) return NOT_NEEDED
    const folder = stateRoot === undefined ? undefined : kafkaJarsFolder(join(stateRoot, 'cache'))
    if (folder !== undefined && existsSync(join(folder, 'libs'))) return { state: 'ok', found: folder }
    const program = await findProgram('mvn', environment)
    if (program !== undefined) return { state: 'ok', found: `${program}, to fetch Kafka once` }
    return {
      state: 'missing',
      found: 'Maven is not installed, and Kafka has not been fetched yet',
      remedy: 'Get it: apt-get install maven, or brew install maven',
    }
  },
}
