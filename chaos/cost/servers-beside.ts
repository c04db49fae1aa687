import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SystemStatus } from '../../system/contracts/system-status.ts'
import { readDisk } from '../probes/read-disk.ts'
import { readMemory } from '../probes/read-memory.ts'
import { readProcess } from '../probes/read-process.ts'
import { waitFor } from '../wait-for.ts'
import { SERVER_PREFIX } from './one-more-server.ts'
import type { Footprint } from './read-footprint.ts'

/** What every server that stands beside the running one takes, added up. Nothing when there is none. */
export async function readServersBeside(status: SystemStatus): Promise<Footprint> {
  let [diskBytes, memoryBytes] = [0, 0]
  for (const { data, pid } of await findServersBeside(status)) {
    diskBytes += await readDisk(data)
    if (pid !== undefined) memoryBytes += await readMemory(pid)
  }
  return { diskBytes, memoryBytes }
}

/** Ends and deletes every server beside the running one, whichever process has started it. */
export async function endServersBeside(status: SystemStatus): Promise<void> {
  for (const { directory, pid } of await findServersBeside(status)) {
    if (pid !== undefined) {
      process.kill(pid, 'SIGQUIT')
      await waitFor('a server beside to end', new AbortController().signal, () =>
        Promise.resolve(readProcess(pid) === undefined),
      )
    }
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface ServerBeside {
  readonly directory: string
  readonly data: string
  /** Undefined: it does not run. */
  readonly pid: number | undefined
}

async function findServersBeside(status: SystemStatus): Promise<readonly ServerBeside[]> {
  const dataDirectory = status.parts.postgres.files['dataDirectory']
  if (dataDirectory === undefined) return []
  const names = (await readdir(dirname(dataDirectory))).filter((name) => name.startsWith(SERVER_PREFIX))
  return Promise.all(
    names.map(async (name) => {
      const directory = join(dirname(dataDirectory), name)
      const data = join(directory, 'data')
      const pid = Number(
        (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
      )
      // A number in a file may be anybody's by now.
      const isItsOwn =
        pid > 0 && (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(data)
      return { directory, data, pid: isItsOwn ? pid : undefined }
    }),
  )
}
