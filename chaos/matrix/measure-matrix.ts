import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { openAccess } from '../access/open-access.ts'
import type { AttackDefinition, AttackMet, MatrixExample } from '../attacks/define-attack.ts'
import { attacks } from '../attacks/registry.ts'
import type { Environment } from '../environment/environment.ts'
import { buildStage } from '../environment/stage.ts'
import { holdFaults } from '../faults/hold-faults.ts'
import type { Footprint } from '../history/history-event.ts'
import type { RunDirectory } from '../history/run-directory.ts'
import { readRunExecutions } from '../probes/read-run-executions.ts'
import { watchFootprint } from '../probes/watch-footprint.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import { waitFor } from '../wait-for.ts'
import { submitNote } from '../workloads/start-traffic.ts'
import { matrixLayers, type MatrixLayer } from './layers.ts'
import { keyOf, LEAK, type Column, type Matrix } from './matrix.ts'

export interface MeasureOptions {
  readonly system: RunningSystem
  readonly columns: readonly Column[]
  /** Faults are written down here before they are injected. */
  readonly directory: RunDirectory
  readonly onColumn: (column: Column, done: number) => void
  readonly signal: AbortSignal
}

/**
 * Tries every attack that has an example for the matrix, with each set of layers removed from the running
 * system, and heals it after each.
 *
 * @throws whatever kept an attack from being carried out: a matrix with holes would say too little.
 */
export async function measureMatrix(options: MeasureOptions): Promise<Matrix> {
  const access = await openAccess(options.system)
  const { history } = options.directory
  const environment: Environment = {
    access,
    stage: buildStage(access.addresses.apiUrl),
    label: `matrix-${Date.now().toString(36)}`,
    seed: 1,
    history,
  }
  try {
    const tried = examples()
    const cells = new Map<string, Record<string, string>>(tried.map(({ example }) => [example.title, {}]))
    // A saboteur takes its time to start: it stays for all the columns that want it.
    const [slow, ...quick] = matrixLayers
    for (const isSlowRemoved of [false, true]) {
      const columns = options.columns.filter((column) => column.includes(slow.name) === isSlowRemoved)
      if (columns.length === 0) continue
      await holdLayers(environment, isSlowRemoved ? [slow] : [], options, async () => {
        for (const column of columns) {
          await placeCanary(environment, options)
          const removed = quick.filter(({ name }) => column.includes(name))
          await holdLayers(environment, removed, options, async () => {
            for (const one of tried) {
              const cell = await tryOne(environment, one, options)
              const row = cells.get(one.example.title)
              if (row !== undefined) row[keyOf(column)] = cell
            }
          })
          options.onColumn(column, Object.keys(cells.values().next().value ?? {}).length)
        }
      })
    }
    return {
      layers: matrixLayers.map(({ name, removed }) => ({ name, removed })),
      attacks: tried.map(({ example: { title, aim } }) => ({ title, aim, cells: cells.get(title) ?? {} })),
    }
  } finally {
    await access.close()
  }
}

interface Tried {
  readonly definition: AttackDefinition<string, unknown>
  readonly example: MatrixExample<unknown>
}

function examples(): readonly Tried[] {
  const all: readonly AttackDefinition<string, unknown>[] = attacks
  return all.flatMap((definition) => definition.matrix.map((example) => ({ definition, example })))
}

async function holdLayers(
  environment: Environment,
  layers: readonly MatrixLayer[],
  { directory, signal }: MeasureOptions,
  work: () => Promise<void>,
): Promise<void> {
  const faults = layers.flatMap(({ by }) => by)
  await holdFaults(environment, { faults, directory, onProgress: () => undefined, signal }, work)
}

/**
 * The victim's newest execution carries its canary, so that a page shows it and the newest one by itself. Once
 * for each column: an attack that leaks leaves executions of its own behind.
 */
async function placeCanary(environment: Environment, { directory, signal }: MeasureOptions): Promise<void> {
  const { access, label } = environment
  const apiUrl = access.addresses.apiUrl
  const options = { apiUrl, tokenOf: access.tokenOf, canaries: access.canaries }
  const marker = `${label}-canary-${directory.nextId()}`
  await waitFor('an execution of the victim to be accepted', signal, async () => {
    const { outcome } = await submitNote(options, { tenant: GLOBEX, mode: 'realtime', marker })
    return outcome === 'accepted'
  })
  await waitFor("the victim's execution to be COMPLETE", signal, async () =>
    (await readRunExecutions(environment)).some((row) => row.marker === marker && row.status === 'COMPLETE'),
  )
}

async function tryOne(
  environment: Environment,
  { definition, example }: Tried,
  { signal, directory }: MeasureOptions,
): Promise<string> {
  signal.throwIfAborted()
  const marker = `${environment.label}-attack-${directory.nextId()}`
  const readFootprint = await watchFootprint(environment.access.admin, marker)
  const met = await definition.attack({ ...environment, marker }, example.options, signal)
  if (isReached(environment, { example, met, footprint: await readFootprint() })) return LEAK
  if (met.refusedBy !== 'none') return `${met.refusedBy}: ${met.answer.trim()}`
  if (example.ignoredBy !== undefined) return `${example.ignoredBy}: ignored (${met.answer})`
  throw new Error(`Nobody refused "${example.title}" (${met.answer}), and it reached nothing`)
}

function isReached(
  { access }: Environment,
  told: { readonly example: MatrixExample<unknown>; readonly met: AttackMet; readonly footprint: Footprint },
): boolean {
  const { example, met, footprint } = told
  const canary = access.canaries.get(GLOBEX)
  // Whatever it is for: this must not happen.
  if (canary !== undefined && met.seen.some(({ by, text }) => by === ACME && text.includes(canary)))
    return true
  const schema = dataSchemaOf(GLOBEX)
  if (footprint.schemas.some((one) => one.schema === schema && one.rows > one.rejected)) return true
  return example.aim === 'be accepted' && met.refusedBy === 'none'
}
