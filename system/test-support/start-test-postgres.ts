import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credentials } from '../contracts/system-status.ts'
import { layoutOf } from '../runtime/instance/instance-layout.ts'
import { makeDirectories } from '../runtime/instance/make-directories.ts'
import { planPostgres } from '../runtime/postgres/plan-postgres.ts'
import { preparePostgres } from '../runtime/postgres/prepare-postgres.ts'
import { pickPort } from '../runtime/process/pick-port.ts'
import { startGuard } from '../runtime/process/start-guard.ts'
import { waitUntilReady } from '../runtime/process/wait-until-ready.ts'
import { stateRootOf } from '../runtime/runtime-settings.ts'
import { databaseUrlOf, type SystemContext } from '../runtime/system-context.ts'

export interface TestPostgres {
  /** The superuser's address, in the database `postgres`. */
  readonly url: string
  /** Ends the server and deletes its files. */
  readonly stop: () => Promise<void>
}

/** Starts an empty Postgres, the very one of the runtime, on files of its own. It dies with this process. */
export async function startTestPostgres(password: string): Promise<TestPostgres> {
  const root = await mkdtemp(join(tmpdir(), 'easyflow-postgres-'))
  const undo: (() => Promise<unknown>)[] = [() => rm(root, { recursive: true, force: true, maxRetries: 5 })]
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  try {
    const context = await createContext(root, password)
    const plan = planPostgres(context, await preparePostgres(context))
    const server = plan.launch()
    const guard = startGuard(context.layout.directory)
    guard.watch([{ ...server, signal: plan.quickEndSignal }])
    undo.push(
      () => guard.close(),
      () => server.end(plan.endSignal, plan.endWithinMs),
    )
    const { name, logFile, probe, readyWithinMs: withinMs } = plan
    await waitUntilReady({ name, process: server, logFile, probe, withinMs, signal: context.signal })
    return { url: databaseUrlOf(context, 'admin', 'postgres'), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Of what an instance knows, Postgres needs its directories, its port and the installer's password. */
async function createContext(root: string, password: string): Promise<SystemContext> {
  await chmod(root, 0o711)
  // The programs are found where every instance of this account finds them.
  const layout = { ...layoutOf(root, 'test'), cache: layoutOf(stateRootOf(), 'test').cache }
  await makeDirectories(root, layout)
  return {
    layout,
    ports: {
      postgres: await pickPort(),
      kafkaClient: 0,
      kafkaInternal: 0,
      kafkaController: 0,
      issuer: 0,
      api: 0,
      workerHealth: 0,
    },
    credentials: createCredentials(password),
    kafkaClusterId: '',
    isEphemeral: true,
    apiMain: '',
    workerMain: '',
    signal: AbortSignal.timeout(60_000),
  }
}

function createCredentials(password: string): Credentials {
  const unused = { user: 'unused', password: randomBytes(12).toString('hex') }
  return {
    version: 1,
    postgres: {
      database: 'postgres',
      admin: { user: 'postgres', password },
      api: { user: 'easyflow_api', password },
      worker: { user: 'easyflow_worker', password },
    },
    kafka: { admin: unused, broker: unused },
    issuer: { worker: { clientId: 'unused', clientSecret: unused.password }, callers: {} },
  }
}
