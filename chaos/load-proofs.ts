import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScenarioDeclaration } from './scenario-declaration.ts'

const SCENARIOS = join(import.meta.dirname, '../scenarios')

/** Loads every scenario that is still a proof of its own (it has a `prove`), in the order of their names. */
export async function loadProofs(): Promise<readonly ScenarioDeclaration[]> {
  const folders = (await readdir(SCENARIOS, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const names = folders.map((folder) => folder.name).sort()
  const loaded = await Promise.all(
    names.map(async (name) => {
      const { scenario } = (await import(join(SCENARIOS, name, 'scenario.ts'))) as {
        scenario: ScenarioDeclaration
      }
      if (scenario.name !== name) throw new Error(`scenarios/${name} declares itself as ${scenario.name}`)
      return scenario
    }),
  )
  return loaded.filter((scenario) => 'prove' in scenario)
}
