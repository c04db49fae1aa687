import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readUnhealed, type UnhealedFault } from '../history/ledger.ts'
import { readProcess } from '../probes/read-process.ts'

/** A run on a system that outlives the harness. */
export interface AttachedRun {
  readonly directory: string
  readonly instance: string
  readonly stateDirectory: string
  readonly scenario: string
  /** Of the harness, when it is still at it. */
  readonly runningPid: number | undefined
  /** Last first. */
  readonly unhealed: readonly UnhealedFault[]
}

const factsSchema = z.looseObject({
  instance: z.string(),
  scenario: z.string(),
  attached: z
    .object({ stateDirectory: z.string(), harnessPid: z.int(), harnessBirth: z.string() })
    .optional(),
})

/** Every run below `out` on a system that outlives the harness, last first. None: there is no such folder. */
export async function findAttachedRuns(out: string): Promise<readonly AttachedRun[]> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const runs: AttachedRun[] = []
  // Their names begin with the time.
  for (const name of names.toSorted((a, b) => b.localeCompare(a))) {
    const directory = join(out, name)
    const facts = await readFacts(directory)
    if (facts?.attached === undefined) continue
    const { stateDirectory, harnessPid, harnessBirth } = facts.attached
    const isRunning = readProcess(harnessPid)?.birth === harnessBirth
    runs.push({
      directory,
      instance: facts.instance,
      scenario: facts.scenario,
      stateDirectory,
      runningPid: isRunning ? harnessPid : undefined,
      unhealed: await readUnhealed(directory),
    })
  }
  return runs
}

/** Undefined: no run, or one of which the harness was killed before it had a ledger and broke anything. */
async function readFacts(directory: string): Promise<z.infer<typeof factsSchema> | undefined> {
  try {
    await readFile(join(directory, 'ledger.jsonl'))
    return factsSchema.parse(JSON.parse(await readFile(join(directory, 'run.json'), 'utf8')))
  } catch (error) {
    const isMissing =
      error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))
    if (isMissing || error instanceof SyntaxError) return undefined
    throw error
  }
}
