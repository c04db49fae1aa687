import { readFile, rm } from 'node:fs/promises'
import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { findPostgresPackage } from '../postgres/find-postgres-package.ts'
import { endProcess, isAlive, type KnownProcess } from '../process/end-process.ts'
import { findOwnProcesses, type OwnProcess } from '../process/find-own-processes.ts'
import type { InstanceLayout } from './instance-layout.ts'

const knownSchema = z.array(z.strictObject({ pid: z.int().positive(), birth: z.string() }))

/** Ending one may let another begin (a shell goes on to its next command): looked at again this often. */
const ROUNDS_MAX = 3
const END_WITHIN_MS = 3000

/**
 * Ends every process that an earlier run of an instance left: those it noted down, and those found by their
 * mark. Only for whoever has claimed it.
 *
 * @returns how many there were.
 * @throws {EasyFlowError} ERR_PART_FAILED when one cannot be ended.
 */
export async function endLeftovers(layout: InstanceLayout): Promise<number> {
  const noted = await readNoted(layout)
  let count = 0
  let left = await findLeftovers(layout, noted)
  for (let round = 0; round < ROUNDS_MAX && left.length > 0; round += 1) {
    count += left.length
    await Promise.all(
      left.map(async (known) => {
        // To Postgres SIGTERM means to wait for its clients.
        await endProcess(known, known.isPostgres ? 'SIGINT' : 'SIGTERM', END_WITHIN_MS)
      }),
    )
    left = await findLeftovers(layout, noted)
  }
  if (left.length > 0) throw stuck(layout, left)
  await rm(layout.processesFile, { force: true })
  return count
}

/** What runs of an instance, whoever started it. */
export async function findLeftovers(
  layout: InstanceLayout,
  noted: readonly KnownProcess[] = [],
): Promise<readonly OwnProcess[]> {
  const found = findOwnProcesses({
    directory: layout.directory,
    postgresDirectory: layout.postgres,
    postgresPrograms: [layout.cache, ...(await findPackageFolders())],
  })
  const pids = new Set(found.map(({ pid }) => pid))
  const others: OwnProcess[] = []
  for (const known of noted) {
    if (!pids.has(known.pid) && (await isAlive(known))) others.push({ ...known, isPostgres: false })
  }
  return [...found, ...others]
}

async function findPackageFolders(): Promise<readonly string[]> {
  try {
    return [(await findPostgresPackage()).native]
  } catch {
    // Not installed: then none of it runs either.
    return []
  }
}

async function readNoted(layout: InstanceLayout): Promise<readonly KnownProcess[]> {
  try {
    return knownSchema.parse(JSON.parse(await readFile(layout.processesFile, 'utf8')))
  } catch {
    // Not there, or from another version: the marks are what counts.
    return []
  }
}

function stuck(layout: InstanceLayout, left: readonly OwnProcess[]): EasyFlowError {
  const pids = left.map(({ pid }) => String(pid)).join(', ')
  return new EasyFlowError(
    'ERR_PART_FAILED',
    `Instance ${layout.name} has processes left that cannot be ended (${pids}): end them, then start again`,
  )
}
