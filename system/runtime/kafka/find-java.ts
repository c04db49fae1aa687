import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { inheritedEnvironment } from '../runtime-settings.ts'
import { findProgram } from './find-program.ts'

const run = promisify(execFile)
const JAVA_MIN = 17

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
  const home = inheritedEnvironment()['JAVA_HOME']
  const program = await findProgram('java', home === undefined ? [] : [join(home, 'bin')])
  if (program === undefined) throw missing('Kafka needs Java, and there is none')
  const version = (await readRelease(program)) ?? (await askVersion(program))
  const [major = '', minor = ''] = version.split('.')
  if (Number(major === '1' ? minor : major) < JAVA_MIN) throw missing(`Kafka does not run on Java ${version}`)
  return { program, version, jcmd: await findProgram('jcmd', [dirname(program)]) }
}

/** A file beside the program tells it without starting a JVM. */
async function readRelease(program: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(dirname(dirname(program)), 'release'), 'utf8')
    return /^JAVA_VERSION="([^"]+)"/m.exec(text)?.[1]
  } catch {
    // Some installations have no such file.
    return undefined
  }
}

async function askVersion(program: string): Promise<string> {
  const { stderr } = await run(program, ['-version'], { timeout: 20_000 }).catch((cause: unknown) => {
    throw missing('The installed Java does not start', cause)
  })
  return /version "([^"]+)"/.exec(stderr)?.[1] ?? '0'
}

function missing(what: string, cause?: unknown): EasyFlowError {
  const remedy = 'install Java 17 or newer and Maven (Debian: apt install default-jdk-headless maven)'
  return new EasyFlowError('ERR_REQUIREMENT_MISSING', `${what}: ${remedy}`, { cause })
}
