import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { endProcess, isAlive, type KnownProcess } from '../process/end-process.ts'
import { birthOf } from '../process/process-birth.ts'
import { layoutOf, type InstanceLayout } from './instance-layout.ts'

const knownSchema = z.strictObject({ pid: z.int().positive(), birth: z.string() })
const memorySchema = z.looseObject({ isEphemeral: z.boolean() })

/**
 * Takes an instance for this process. What a supervisor left behind that did not end properly is ended first,
 * by pid and proof.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when someone else runs it.
 */
export async function claimInstance(layout: InstanceLayout): Promise<void> {
  const birth = await birthOf(process.pid)
  const claim = JSON.stringify({ pid: process.pid, birth: birth ?? 'unknown' })
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      await writeFile(layout.lockFile, claim, { flag: 'wx', mode: 0o600 })
      await endLeftovers(layout)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const holder = await readHolder(layout)
    if (holder !== undefined && (await isAlive(holder))) {
      throw new EasyFlowError(
        'ERR_PART_FAILED',
        `Instance ${layout.name} is already running under process ${String(holder.pid)}`,
        { facts: { supervisorPid: holder.pid } },
      )
    }
    await rm(layout.lockFile, { force: true })
  }
  throw new EasyFlowError('ERR_PART_FAILED', `Instance ${layout.name} is being started by someone else`)
}

/** Who runs an instance, dead or alive. */
export async function readHolder(layout: InstanceLayout): Promise<KnownProcess | undefined> {
  return await readAs(layout.lockFile, knownSchema)
}

/** Ends every process that the last supervisor of an instance noted down and that is still there. */
export async function endLeftovers(layout: InstanceLayout): Promise<number> {
  const processes = (await readAs(layout.processesFile, z.array(knownSchema))) ?? []
  const alive: KnownProcess[] = []
  for (const known of processes) if (await isAlive(known)) alive.push(known)
  await Promise.all(alive.map(async (known) => await endProcess(known, 'SIGTERM', 3000)))
  await rm(layout.processesFile, { force: true })
  return alive.length
}

/** Removes ephemeral instances whose supervisor is gone, with what it left running. */
export async function sweepEphemeral(root: string, own: InstanceLayout): Promise<void> {
  for (const name of await readdir(own.instances)) {
    const layout = layoutOf(root, name)
    if (name === own.name) continue
    const memory = await readAs(join(layout.directory, 'instance.json'), memorySchema)
    const holder = await readHolder(layout)
    if (memory?.isEphemeral !== true || (holder !== undefined && (await isAlive(holder)))) continue
    await endLeftovers(layout)
    await rm(layout.directory, { recursive: true, force: true })
  }
}

async function readAs<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data
  } catch {
    // Not there, or half written by something that was killed: nothing can be concluded from it.
    return undefined
  }
}
