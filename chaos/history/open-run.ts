import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { HistoryEvent } from './history-event.ts'
import { readRevision } from './read-revision.ts'
import { createRunDirectory, type AttachedFacts, type RunDirectory } from './run-directory.ts'

/** Where runs are kept when nobody says otherwise. */
export const RUNS = resolve(import.meta.dirname, '../../out/chaos')

export interface OpenRunOptions {
  readonly system: RunningSystem
  readonly scenario: Scenario
  readonly seed: number
  /** What gives this run again, after "npm run chaos --". */
  readonly commandLine: readonly string[]
  /** Default: `RUNS`, or the system's directory for temporary files where that cannot be written. */
  readonly root?: string
  /** When the system outlives the harness. */
  readonly attached?: AttachedFacts | undefined
  /** Is told of each event of its history once it is written. */
  readonly onEvent?: (event: HistoryEvent) => void
}

/** Makes the directory of a new run, named after the moment and the scenario. */
export async function openRun(options: OpenRunOptions): Promise<RunDirectory> {
  const { system, scenario, seed, commandLine, attached } = options
  const root = options.root ?? (await findWritableRoot())
  const moment = new Date().toISOString().replaceAll(/[-:.]/g, '')
  const facts = {
    commandLine,
    revision: await readRevision(),
    seed,
    scenario: scenario.name,
    instance: system.status().instance,
    versions: { node: process.version },
    ...(attached === undefined ? {} : { attached }),
  }
  return await createRunDirectory(join(root, `${moment}-${scenario.name}`), facts, options.onEvent)
}

/** A checkout may be there for reading only. */
async function findWritableRoot(): Promise<string> {
  try {
    await mkdir(RUNS, { recursive: true })
    return RUNS
  } catch {
    return join(tmpdir(), 'easyflow-chaos')
  }
}
