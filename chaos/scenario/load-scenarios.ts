import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scenario } from './scenario.ts'

const SCENARIOS = join(import.meta.dirname, '../../scenarios')

/**
 * Loads every scenario: one folder each, which is all that adding one takes. In the order of their names.
 *
 * @throws {Error} for a folder whose scenario has another name.
 */
export async function loadScenarios(): Promise<readonly Scenario[]> {
  const folders = (await readdir(SCENARIOS, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const names = folders.map((folder) => folder.name).sort()
  const loaded = await Promise.all(names.map(loadOne))
  return loaded.filter((scenario) => scenario !== undefined)
}

async function loadOne(name: string): Promise<Scenario | undefined> {
  const { scenario } = (await import(join(SCENARIOS, name, 'scenario.ts'))) as { scenario: Scenario }
  if (scenario.name !== name) throw new Error(`scenarios/${name} declares itself as ${scenario.name}`)
  // A proof of its own, see load-proofs.ts.
  return 'prove' in scenario ? undefined : scenario
}
