import { chmod, mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { loadCredentials } from '../instance/instance-memory.ts'
import { brokerSettingsOf } from '../kafka/broker-settings.ts'
import { apiSettingsOf, issuerSettingsOf, workerSettingsOf } from '../parts/part-environments.ts'
import { databaseSettingsOf } from '../postgres/plan-postgres.ts'
import { writeAtomically } from '../process/write-atomically.ts'
import { containerContextOf, containerLayoutOf } from './container-context.ts'
import type { ContainerSettings } from './container-settings.ts'

const LOG_SETTINGS = join(import.meta.dirname, '..', 'kafka', 'log4j2.properties')

/** Its writer may change it, the group of its one reader may read it, nobody else sees it. */
const FOR_ITS_READER = 0o640

/**
 * Makes the secrets of a compose project where there are none, and writes for each part the file that it
 * reads: passwords are made once, settings are written anew, so that changed ports take effect.
 *
 * @returns the files that were written.
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID when a file would not belong to the group of its directory:
 *   its reader could not read it then, or a stranger could.
 */
export async function writeSecrets(settings: ContainerSettings): Promise<readonly string[]> {
  const layout = containerLayoutOf(settings)
  const context = containerContextOf(settings, await loadCredentials(layout))
  const { postgres } = context.credentials
  const written = new Map([
    [layout.databasePasswordFile, postgres.admin.password],
    [layout.databaseSettingsFile, databaseSettingsFileOf(settings)],
    [layout.brokerSettingsFile, brokerSettingsOf(context)],
    [layout.brokerLogSettingsFile, await readFile(LOG_SETTINGS, 'utf8')],
    [layout.issuerEnvironmentFile, environmentFileOf(issuerSettingsOf(context))],
    [layout.apiEnvironmentFile, environmentFileOf(apiSettingsOf(context))],
    [layout.workerEnvironmentFile, environmentFileOf(workerSettingsOf(context))],
  ])
  for (const [path, text] of written) {
    await mkdir(dirname(path), { recursive: true })
    await writeAtomically(path, text)
  }
  const files = [...written.keys(), layout.keysFile, layout.clientsFile, layout.tenantsFile]
  for (const path of files) await openToReader(path)
  return files
}

async function openToReader(path: string): Promise<void> {
  const [file, directory] = await Promise.all([stat(path), stat(dirname(path))])
  if (file.gid !== directory.gid) {
    throw new EasyFlowError(
      'ERR_SETTINGS_INVALID',
      `${path} belongs to group ${String(file.gid)} and its directory to ${String(directory.gid)}: ` +
        'the directory has to hand its group down (chmod g+s)',
    )
  }
  await chmod(path, FOR_ITS_READER)
}

/** The very settings of the embedded server; only its socket is needed by the image's own preparations. */
function databaseSettingsFileOf(settings: ContainerSettings): string {
  const values: Readonly<Record<string, string | number>> = {
    ...databaseSettingsOf(settings.EASYFLOW_POSTGRES_PORT),
    unix_socket_directories: '/var/run/postgresql',
  }
  return Object.entries(values)
    .map(([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'\n`)
    .join('')
}

/** For `node --env-file`: what is set in the environment beats it. */
function environmentFileOf(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')
}
