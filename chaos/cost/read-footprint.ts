import { join } from 'node:path'
import type { SystemAccess } from '../access/open-access.ts'
import { readDisk } from '../probes/read-disk.ts'
import { readMemory } from '../probes/read-memory.ts'
import type { Cost } from './one-more-server.ts'

export type Footprint = Pick<Cost, 'diskBytes' | 'memoryBytes'>

/**
 * What the shared server takes, in bytes: memory of all its processes, the database and the topics on the disk.
 *
 * @throws {Error} where the database is no process of this machine.
 */
export async function readFootprint({ system, admin }: SystemAccess): Promise<Footprint> {
  const { parts, stateDirectory } = system.status()
  if (parts.postgres.pid === null) throw new Error('The database is no process of this machine')
  const [row] = await admin.rows('select pg_database_size(current_database())::float8 as bytes')
  const topics = await readDisk(join(stateDirectory, 'kafka', 'data'))
  return {
    memoryBytes: await readMemory(parts.postgres.pid),
    diskBytes: Number(row?.['bytes']) + topics,
  }
}
