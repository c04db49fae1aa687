import { attachSystem } from '../access/attach-system.ts'
import { openAccess, type SystemAccess } from '../access/open-access.ts'
import { buildStage } from '../environment/stage.ts'
import { noHistory } from '../history/no-history.ts'
import { findProcessesWith, readProcess } from '../probes/read-process.ts'
import { runCommand } from '../probes/spawn-easyflow.ts'
import { STAND_IN_OF } from '../saboteurs/stand-in-mark.ts'
import { healthySystem } from '../steady-state/healthy-system.ts'
import { readDeclared } from '../steady-state/read-steady-state.ts'

/**
 * Looks at an instance from outside: stand-ins that live, parts that stand still, a steady state that does not hold,
 * findings of the audit, functions that wait for their originals. @returns what is not whole, in words.
 */
export async function examine(instance: string): Promise<readonly string[]> {
  const system = await attachSystem(instance)
  const status = system.status()
  const standIns = findProcessesWith(STAND_IN_OF, status.stateDirectory)
  const still = Object.entries(status.parts).filter(
    ([, { pid }]) => pid !== null && readProcess(pid)?.state === 'T',
  )
  const access = await openAccess(system)
  try {
    return [
      ...standIns.map(({ pid }) => `stand-in ${pid} lives`),
      ...still.map(([name]) => `${name} stands still`),
      ...(await findUnsteady(access)),
      ...(await findUnrestored(access)),
      ...(await auditOf(instance)),
    ]
  } finally {
    await access.close()
  }
}

async function findUnsteady(access: SystemAccess): Promise<readonly string[]> {
  const environment = {
    access,
    stage: buildStage(access.addresses.apiUrl),
    label: 'examined',
    seed: 0,
    history: noHistory,
  }
  const readings = []
  for (const declared of healthySystem)
    readings.push(await readDeclared(environment, declared, new AbortController().signal))
  return readings.filter(({ isMet }) => !isMet).map(({ probe, detail }) => `${probe}: ${detail}`)
}

async function findUnrestored({ admin }: SystemAccess): Promise<readonly string[]> {
  const kept = await admin.ask('select schema, name from easyflow_chaos.originals')
  // No table: no function was ever rewritten.
  return kept.ok
    ? kept.rows.map(({ schema, name }) => `${String(schema)}.${String(name)} is not restored`)
    : []
}

async function auditOf(instance: string): Promise<readonly string[]> {
  const { code, answer, said } = await runCommand(['audit', '--instance', instance])
  return code === 0 ? [] : [`the audit: ${answer} ${said}`]
}
