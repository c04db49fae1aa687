import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { readReportedRun } from '../report/read-reported-run.ts'
import type { ComparedRun } from './compare-runs.ts'

/**
 * The runs below each of several directories, by scenario and in the order of the directories. A directory is that of
 * one run, or one in which the directories of runs lie: then the last of each scenario counts.
 *
 * @throws {Error} for a directory that holds no run.
 */
export async function findRunsToCompare(
  directories: readonly string[],
): Promise<ReadonlyMap<string, readonly ComparedRun[]>> {
  const found = new Map<string, ComparedRun[]>()
  for (const directory of directories) {
    const runs = new Map<string, ComparedRun>()
    for (const path of await pathsOf(directory)) {
      const { facts, history, judgement } = await readReportedRun(path)
      runs.set(facts.scenario, { name: nameOf(directory), seed: facts.seed, history, judgement })
    }
    if (runs.size === 0) throw new Error(`${directory} holds no run`)
    for (const [scenario, run] of runs) found.set(scenario, [...(found.get(scenario) ?? []), run])
  }
  return found
}

/** Their names begin with the time. */
async function pathsOf(directory: string): Promise<readonly string[]> {
  if (await isRun(directory)) return [directory]
  const paths = (await readdir(directory)).toSorted().map((name) => join(directory, name))
  const runs: string[] = []
  for (const path of paths) if (await isRun(path)) runs.push(path)
  return runs
}

const isRun = (path: string): Promise<boolean> =>
  stat(join(path, 'run.json')).then(
    () => true,
    () => false,
  )

const nameOf = (directory: string): string => basename(resolve(directory))
