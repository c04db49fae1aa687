import { readFile } from 'node:fs/promises'
import type { SystemContext } from '../system-context.ts'
import type { InstanceLayout } from './instance-layout.ts'
import { memorySchema } from './instance-memory.ts'
import { readCredentials } from './read-instance.ts'
import { readGiven } from './read-given.ts'

/** Reads what an instance that runs was started with. */
export async function readContext(layout: InstanceLayout): Promise<SystemContext> {
  const memory = memorySchema.parse(JSON.parse(await readFile(layout.memoryFile, 'utf8')))
  return {
    layout,
    ports: memory.ports,
    credentials: await readCredentials(layout),
    external: (await readGiven(layout)).external,
    given: (await readGiven(layout)).given,
    kafkaClusterId: memory.kafkaClusterId,
    isEphemeral: memory.isEphemeral,
    apiMain: '',
    workerMain: '',
    signal: AbortSignal.timeout(120_000),
  }
}
