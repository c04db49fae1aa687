// @ts-check
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram } from './find-program.mjs'

const run = promisify(execFile)
const OLDEST = 17
const ANSWER_WITHIN_MS = 20_000

/**
 * Looks for a Java that Kafka runs on: that of JAVA_HOME, else the first in PATH.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Promise<{ found: { program: string, version: string }, lack?: undefined }
 *   | { found?: undefined, lack: string }>}
 */
export async function lookForJava(environment) {
  const home = environment['JAVA_HOME']
  const program = await findProgram('java', environment, home === undefined ? [] : [join(home, 'bin')])
  if (program === undefined) return { lack: 'Java is not installed' }
  const version = (await readRelease(program)) ?? (await askVersion(program, environment))
  if (version === undefined) return { lack: `Java does not run (${program})` }
  const [first = '', second = ''] = version.split('.')
  const major = first === '1' ? second : first
  // Early access versions are called 17-ea.
  if (!(Number.parseInt(major, 10) >= OLDEST)) return { lack: `Java ${major} is too old (${program})` }
  return { found: { program, version } }
}

/**
 * A file beside the program tells it without starting a JVM.
 *
 * @param {string} program
 */
async function readRelease(program) {
  try {
    const text = await readFile(join(dirname(dirname(program)), 'release'), 'utf8')
    return /^JAVA_VERSION="([^"]+)"/m.exec(text)?.[1]
  } catch {
    // Some installations have no such file.
    return undefined
  }
}

/**
 * Also tells a Java from macOS's stub of it, and from one that cannot start.
 *
 * @param {string} program
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
async function askVersion(program, environment) {
  try {
    const { stderr } = await run(program, ['-version'], { timeout: ANSWER_WITHIN_MS, env: environment })
    return /version "([^"]+)"/.exec(stderr)?.[1]
  } catch {
    return undefined
  }
}
