import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credentials } from '../contracts/system-status.ts'
import { layoutOf } from '../runtime/instance/instance-layout.ts'
import { makeDirectories } from '../runtime/instance/make-directories.ts'
import { createClusterId } from '../runtime/kafka/create-cluster-id.ts'
import { planKafka } from '../runtime/kafka/plan-kafka.ts'
import { prepareKafka } from '../runtime/kafka/prepare-kafka.ts'
import { pickPort } from '../runtime/process/pick-port.ts'
import { startGuard } from '../runtime/process/start-guard.ts'
import type { PartProcess } from '../runtime/process/start-process.ts'
import { waitUntilReady } from '../runtime/process/wait-until-ready.ts'
import { stateRootOf } from '../runtime/runtime-settings.ts'
import { addressOf, type SystemContext } from '../runtime/system-context.ts'
import { eventually } from './eventually.ts'

export interface TestBroker {
  /** Where tokens are spoken. */
  readonly client: string
  /** Where a proxy has to listen, and where it has to forward to, so that its clients stay on it. */
  readonly proxied: string
  readonly behindProxy: string
  /** Where the administrator is let in. */
  readonly internal: string
  readonly admin: { readonly user: string; readonly password: string }
  /** Lines in which the broker itself says whom it has denied what. */
  readonly denials: () => Promise<readonly string[]>
  readonly kill: () => Promise<void>
  /** On the same address and files; resolves once it answers. */
  readonly restart: () => Promise<void>
  /** Stops its process with SIGSTOP until `resume`; resolves once every thread of it stands. Linux only. */
  readonly pause: () => Promise<void>
  readonly resume: () => void
  /** Ends it and deletes its files. */
  readonly stop: () => Promise<void>
}

/** Starts a broker, the very one of the runtime, that believes `issuer`. It dies with this process. */
export async function startTestBroker(issuer: { readonly issuer: string }): Promise<TestBroker> {
  const root = await mkdtemp(join(tmpdir(), 'easyflow-kafka-'))
  const guard = startGuard()
  let broker: PartProcess | undefined
  const stop = async (): Promise<void> => {
    signalTo(broker, 'SIGCONT')
    await broker?.end('SIGKILL', 5000)
    await guard.close()
    await rm(root, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const context = await createContext(root, Number(new URL(issuer.issuer).port))
    const plan = planKafka(context, await prepareKafka(context, () => undefined))
    const start = async (): Promise<void> => {
      broker = plan.launch()
      guard.watch([{ ...broker, signal: plan.quickEndSignal }])
      const { name, logFile, probe, readyWithinMs: withinMs } = plan
      const signal = AbortSignal.timeout(withinMs)
      await waitUntilReady({ name, process: broker, logFile, probe, withinMs, signal })
    }
    await start()
    return {
      client: addressOf(context.ports.kafkaClient),
      internal: addressOf(context.ports.kafkaInternal),
      proxied: plan.addresses['proxied'] ?? '',
      behindProxy: plan.addresses['behindProxy'] ?? '',
      admin: context.credentials.kafka.admin,
      denials: async () => {
        const text = await readFile(plan.files['authorizerLog'] ?? '', 'utf8')
        return text.split('\n').filter((line) => line.includes('Denied'))
      },
      kill: async () => {
        await broker?.end('SIGKILL', 5000)
      },
      restart: start,
      pause: async () => {
        signalTo(broker, 'SIGSTOP')
        // The signal reaches a thread when it next enters the kernel: until then it may answer once more.
        await eventually('the broker to stand', async () => await standsStill(broker), { withinMs: 5000 })
      },
      resume: () => signalTo(broker, 'SIGCONT'),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function signalTo(broker: PartProcess | undefined, signal: NodeJS.Signals): void {
  if (broker !== undefined && broker.ending() === undefined) process.kill(broker.pid, signal)
}

async function standsStill(broker: PartProcess | undefined): Promise<true | undefined> {
  const tasks = `/proc/${String(broker?.pid)}/task`
  const states = (await readdir(tasks)).map(async (thread) => {
    const stat = await readFile(join(tasks, thread, 'stat'), 'utf8')
    return stat.charAt(stat.lastIndexOf(')') + 2)
  })
  return (await Promise.all(states)).every((state) => state === 'T') ? true : undefined
}

/** Of what an instance knows, the broker needs its directories, its ports, two passwords and the issuer's port. */
async function createContext(root: string, issuer: number): Promise<SystemContext> {
  const layout = { ...layoutOf(root, 'test'), cache: layoutOf(stateRootOf(), 'test').cache }
  await makeDirectories(root, layout)
  return {
    layout,
    ports: {
      postgres: 0,
      kafkaClient: await pickPort(),
      kafkaInternal: await pickPort(),
      kafkaController: await pickPort(),
      kafkaBehindProxy: await pickPort(),
      kafkaProxied: await pickPort(),
      issuer,
      api: 0,
      workerHealth: 0,
    },
    credentials: createCredentials(),
    kafkaClusterId: createClusterId(),
    isEphemeral: true,
    apiMain: '',
    workerMain: '',
    signal: AbortSignal.timeout(180_000),
  }
}

function createCredentials(): Credentials {
  const login = (user: string): { user: string; password: string } => ({
    user,
    password: randomBytes(12).toString('hex'),
  })
  return {
    version: 1,
    postgres: { database: 'none', admin: login('none'), api: login('none'), worker: login('none') },
    kafka: { admin: login('platform-admin'), broker: login('broker') },
    issuer: { worker: { clientId: 'none', clientSecret: 'none' }, callers: {} },
  }
}
