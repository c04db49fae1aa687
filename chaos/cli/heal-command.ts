import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { EasyFlowError } from '../../system/contracts/easyflow-error.ts'
import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { attachSystem } from '../access/attach-system.ts'
import { findAttachedRuns, type AttachedRun } from '../heal/find-runs.ts'
import { healInstance } from '../heal/heal-instance.ts'
import { RUNS } from '../history/open-run.ts'
import { UsageError } from './usage-error.ts'

/** Undoes what killed runs left on instances that they had attached to. */
export const healCommand = {
  usage: 'npm run chaos -- heal [--instance NAME] [--out DIR]',
  purpose: 'undoes what a killed run left on an instance; safe to call twice',
  async run(args: readonly string[]): Promise<ExitCode> {
    const { instance, out } = parse(args)
    const runs = (await findAttachedRuns(out)).filter(
      (run) => instance === undefined || run.instance === instance,
    )
    const going = runs.find(({ runningPid }) => runningPid !== undefined)
    if (going !== undefined) {
      console.error(`A run of ${going.scenario} is still at it, process ${going.runningPid}: end it first`)
      return exitCode.unavailable
    }
    const broken = runs.filter(({ unhealed }) => unhealed.length > 0)
    const instances = new Set(instance === undefined ? broken.map((run) => run.instance) : [instance])
    if (instances.size === 0) console.log(`Nothing to heal: no run in ${out} has left a fault`)
    let worst: ExitCode = exitCode.ok
    for (const name of instances) {
      const code = await healOne(
        name,
        broken.filter((run) => run.instance === name),
      )
      if (code !== exitCode.ok) worst = code
    }
    return worst
  },
} as const

async function healOne(instance: string, found: readonly AttachedRun[]): Promise<ExitCode> {
  try {
    const system = await attachSystem(instance)
    const { stateDirectory } = system.status()
    // An instance of the same name in another place is another one.
    const runs = found.filter((run) => run.stateDirectory === stateDirectory)
    const onProgress = (line: string): void => console.log(`  ${line}`)
    console.log(
      `${instance}: ${runs.length === 0 ? 'no fault is left; looking at it all the same' : 'healing'}`,
    )
    const left = await healInstance({ system, runs, onProgress })
    for (const line of left) console.log(`  LEFT ${line}`)
    console.log(
      left.length === 0
        ? `${instance} is whole`
        : `${instance} is NOT whole: call heal again, or start it anew`,
    )
    return left.length === 0 ? exitCode.ok : exitCode.violated
  } catch (error) {
    if (!(error instanceof EasyFlowError)) throw error
    console.error(`${instance}: ${error.message}`)
    for (const { unhealed, directory } of found) {
      for (const { fault } of unhealed) console.error(`  LEFT ${fault.fault}, see ${directory}`)
    }
    return exitCode.unavailable
  }
}

function parse(args: readonly string[]): { readonly instance: string | undefined; readonly out: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { instance: { type: 'string' }, out: { type: 'string', default: RUNS } },
    })
    return { instance: values.instance, out: resolve(values.out) }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
