// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { existsSync } from 'node:fs'
import { findProgram } from '../find-program.mjs'

/** Only docker-compose.yml wants it. @type {Requirement} */
export const docker = {
  name: 'docker (optional)',
  group: 'extra',
  look: async ({ environment }) => {
    const program = await findProgram('docker', environment)
    const remedy = 'Only docker-compose.yml wants it: https://docs.docker.com/engine/install'
    if (program === undefined) return { state: 'warning', found: 'not installed', remedy }
    const isRunning = environment['DOCKER_HOST'] !== undefined || existsSync('/var/run/docker.sock')
    if (isRunning) return { state: 'ok', found: program }
    return { state: 'warning', found: `${program}, and no engine runs`, remedy }
  },
}
