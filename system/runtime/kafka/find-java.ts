import { dirname } from 'node:path'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { lookForJava } from '../requirements/look-for-java.mjs'
import { inheritedEnvironment } from '../runtime-settings.ts'
import { findProgram } from './find-program.ts'

export interface Java {
  readonly program: string
  readonly version: string
  /** Absent from a mere runtime environment. */
  readonly jcmd: string | undefined
}

/**
 * Finds a Java that Kafka runs on: that of JAVA_HOME, else the first in PATH.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING when there is none or it is too old.
 */
export async function findJava(): Promise<Java> {
  const { found, lack } = await lookForJava(inheritedEnvironment())
  if (found === undefined) {
    const remedy = 'install Java 17 or newer and Maven (Debian: apt install default-jdk-headless maven)'
    throw new EasyFlowError('ERR_REQUIREMENT_MISSING', `${lack}: ${remedy}`)
  }
  return { ...found, jcmd: await findProgram('jcmd', [dirname(found.program)]) }
}
