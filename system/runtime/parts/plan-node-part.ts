import { join, resolve } from 'node:path'
import type { PartName } from '../../contracts/system-status.ts'
import { checkout, logFileOf } from '../instance/instance-layout.ts'
import { nodeProgram } from '../process/node-program.ts'
import { startProcess } from '../process/start-process.ts'
import { addressOf, type SystemContext } from '../system-context.ts'
import type { PartPlan } from './part-plan.ts'

export interface NodePartOptions {
  readonly name: PartName
  /** Its entry file, in the checkout or absolute. */
  readonly main: string
  /** Where it answers `GET /health/ready`. */
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  /** It is not asked before this has come true. */
  readonly after?: Promise<void>
  /** Looks closer at what it answered; throws when that is not good enough yet. */
  readonly check?: (body: unknown) => Promise<void>
}

/** Plans a process of our own. Ready means: its `/health/ready` answers 200. */
export function planNodePart(context: SystemContext, options: NodePartOptions): PartPlan {
  const { name, port } = options
  const logFile = logFileOf(context.layout, name)
  const url = `http://${addressOf(port)}`
  return {
    name,
    logFile,
    addresses: { url },
    files: {},
    launch: () =>
      startProcess({
        name,
        command: nodeProgram(),
        args: [resolve(checkout, options.main)],
        env: nodeEnvironment(context, options.env),
        cwd: checkout,
        logFile,
        instanceDirectory: context.layout.directory,
        hasChannel: true,
      }),
    probe: async (signal) => {
      await options.after
      const limit = AbortSignal.any([signal, AbortSignal.timeout(2000)])
      const answer = await fetch(`${url}/health/ready`, { signal: limit })
      const body: unknown = await answer.json()
      if (!answer.ok) throw new Error(`HTTP ${String(answer.status)}`)
      await options.check?.(body)
    },
    readyWithinMs: 30_000,
    endSignal: 'SIGTERM',
    endWithinMs: 10_000,
    quickEndSignal: 'SIGKILL',
  }
}

/** What every Node process of an instance gets. Compiled code is kept, which saves a third of the start. */
export function nodeEnvironment(
  context: SystemContext,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: join(context.layout.cache, 'node'),
    ...env,
  }
}
