import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { readLogEnd } from '../process/last-lines-of.ts'
import { runToEnd, type OnProgram } from '../process/run-to-end.ts'
import { existingFolder } from '../requirements/existing-folder.mjs'
import { findProgram } from './find-program.ts'
import { JAVA_ENVIRONMENT } from './java-environment.ts'

const POM = join(import.meta.dirname, 'pom.xml')

interface FetchOptions {
  readonly logFile: string
  readonly instanceDirectory: string
  readonly signal: AbortSignal
  readonly onProgram?: OnProgram
}

/** What Maven says, and what helps. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    // Quiet, and with nothing fetched before, it only says that it has no plugin.
    /No plugin found for prefix|Unknown host|Connection refused|Network is unreachable|No route to host|timed out|Name or service not known|Temporary failure in name resolution/i,
    'its repository cannot be reached: check the network (or the proxy in ~/.m2/settings.xml)',
  ],
  [/No space left on device/i, 'the disk is full: make room'],
  [
    /PKIX path building failed|unable to find valid certification path/i,
    'Java does not trust the certificate of your proxy: add it to the truststore of Java',
  ],
]

/**
 * Has Maven copy Kafka's jars into a folder.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING without Maven, or when it cannot get them.
 */
export async function fetchKafkaJars(libs: string, options: FetchOptions): Promise<void> {
  const maven = await findProgram('mvn')
  if (maven === undefined) {
    throw new EasyFlowError(
      'ERR_REQUIREMENT_MISSING',
      "Kafka's jars come by Maven, and there is none: install it (Debian: apt install maven)",
    )
  }
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${libs}`]
  const args = ['-B', '-q', '-f', POM, ...(await repositoryArgs(libs)), ...goal]
  const { logFile, instanceDirectory } = options
  try {
    await runToEnd(
      { name: 'maven', command: maven, args, env: JAVA_ENVIRONMENT, logFile, instanceDirectory },
      options,
    )
  } catch (error) {
    options.signal.throwIfAborted()
    throw await explain(error, logFile)
  }
}

/** Maven keeps what it fetched below the home directory; where it cannot, it does so beside the jars. */
async function repositoryArgs(libs: string): Promise<readonly string[]> {
  try {
    // As Java finds it: by the list of accounts, whatever HOME says.
    const repository = join(userInfo().homedir, '.m2', 'repository')
    await access(await existingFolder(repository), constants.W_OK)
    return []
  } catch {
    return [`-Dmaven.repo.local=${join(dirname(libs), 'maven')}`]
  }
}

async function explain(error: unknown, logFile: string): Promise<unknown> {
  const said = await readLogEnd(logFile)
  const remedy = REMEDIES.find(([symptom]) => symptom.test(said))?.[1]
  if (remedy === undefined) return error
  return new EasyFlowError(
    'ERR_REQUIREMENT_MISSING',
    `Maven could not fetch Kafka: ${remedy}, then start again. Nothing was kept. What Maven said: ${logFile}`,
    { cause: error },
  )
}
