import { functionSchemaOf } from '../../system/contracts/names.ts'
import type { Environment } from '../environment/environment.ts'
import { blindAudit } from '../faults/blind-audit.ts'
import type { Fault } from '../faults/fault.ts'
import { rewriteFunction } from '../faults/rewrite-function.ts'
import { startMutantApi } from '../saboteurs/start-api-saboteur.ts'
import { startWorker } from '../saboteurs/start-worker.ts'
import { settleAll } from '../settle-all.ts'
import type { Lie, Mutant } from './mutant.ts'

/**
 * Makes the system lie as a mutant does.
 *
 * @returns what makes it honest again.
 * @throws when it could not be made to lie; it is honest again then.
 */
export async function tellLie(environment: Environment, mutant: Mutant): Promise<() => Promise<void>> {
  const faults = faultsOf(environment, mutant)
  const undo = async (): Promise<void> => {
    for (const fault of faults.toReversed()) await fault.heal()
  }
  try {
    for (const fault of faults) await fault.inject()
    return undo
  } catch (error) {
    await undo()
    throw error
  }
}

type Change = Omit<Fault, 'name'>

function faultsOf(environment: Environment, { name, lie }: Mutant): readonly Change[] {
  switch (lie.in) {
    case 'api':
      return [lyingApi(environment, name)]
    case 'worker':
      return [lyingWorker(environment, name, lie)]
    case 'database':
      return lyingDatabase(environment, lie)
    case 'audit':
      return [blindAudit(environment.access.admin, environment.access.system.status())]
    default:
      throw new TypeError('There is no such place to lie in')
  }
}

function lyingApi({ access, stage }: Environment, name: string): Change {
  return {
    async inject() {
      const api = await startMutantApi(access, name)
      stage.putApi(api)
      return `process ${api.pid}`
    },
    heal: () => stage.clearApi(),
  }
}

function lyingWorker(
  { access, stage }: Environment,
  name: string,
  { settings }: Extract<Lie, { in: 'worker' }>,
): Change {
  const { system, tenants } = access
  return {
    async inject() {
      const [worker] = await settleAll([
        startWorker(access, {
          kind: 'mutant-worker',
          tenants,
          settings: { ...settings, CHAOS_MUTANT: name },
        }),
        system.kill('worker', 'SIGTERM'),
      ])
      stage.putWorker(worker)
      return `process ${worker.pid}`
    },
    heal: async () => {
      const isStopped = system.status().parts.worker.state === 'stopped'
      await settleAll([stage.clearWorker(), isStopped ? system.restart('worker') : Promise.resolve()])
    },
  }
}

function lyingDatabase(
  { access: { admin } }: Environment,
  { tenant, rewrites = {}, breaks, mends }: Extract<Lie, { in: 'database' }>,
): readonly Change[] {
  const statements: Change = {
    async inject() {
      if (breaks !== undefined) await admin.rows(breaks)
      return 'broken'
    },
    async heal() {
      if (mends !== undefined) await admin.rows(mends)
    },
  }
  const functions = Object.entries(rewrites).map(([name, rewrite]) =>
    rewriteFunction({
      name: 'mutate',
      admin,
      schema: functionSchemaOf(tenant),
      functions: [name],
      rewrite,
      evidence: `${name} of ${tenant} lies`,
    }),
  )
  return [statements, ...functions]
}
