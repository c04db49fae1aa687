import type { Progress } from '../../contracts/progress.ts'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { RunningSystem } from '../../contracts/running-system.ts'
import { credentialsSchema } from '../../contracts/system-status.ts'
import { checkout } from '../instance/instance-layout.ts'
import { pickPort } from '../process/pick-port.ts'
import { buildDockerStatus, type DockerPorts } from './build-docker-status.ts'
import { requireDocker, runDocker } from './run-docker.ts'

export interface DockerStartOptions {
  /** Names the compose project, so that several do not meet. */
  readonly instance: string
  readonly onProgress: (event: Progress) => void
  readonly signal?: AbortSignal
}

const BUILD_LIMIT_MS = 900_000
const START_LIMIT_MS = 300_000
const STEP_LIMIT_MS = 60_000
const variables = {
  postgres: 'EASYFLOW_POSTGRES_PORT',
  kafka: 'EASYFLOW_KAFKA_PORT',
  kafkaAdmin: 'EASYFLOW_KAFKA_ADMIN_PORT',
  kafkaController: 'EASYFLOW_KAFKA_CONTROLLER_PORT',
  issuer: 'EASYFLOW_ISSUER_PORT',
  api: 'EASYFLOW_API_PORT',
  workerHealth: 'EASYFLOW_WORKER_HEALTH_PORT',
} as const satisfies Record<keyof DockerPorts, string>

type Compose = (args: readonly string[], limitMs: number, signal?: AbortSignal) => Promise<string>

/**
 * Starts the system of docker-compose.yml as a project of its own, on free ports, and resolves once every part
 * is well. `stop` removes its containers and its data. A process that is killed before leaves them behind.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING without an engine, ERR_PART_FAILED when a part does not start;
 *   nothing of it runs then.
 */
export async function startDockerSystem(options: DockerStartOptions): Promise<RunningSystem> {
  await requireDocker(checkout)
  const startedAt = performance.now()
  const tell = (state: string): void =>
    options.onProgress({ part: 'system', state, elapsedMs: Math.round(performance.now() - startedAt) })
  const project = `easyflow-${options.instance}`
  const ports = await pickPorts()
  const compose = buildCompose(project, ports)
  const down = async (): Promise<void> => {
    await compose(['down', '--volumes', '--remove-orphans', '--timeout', '10'], STEP_LIMIT_MS)
  }
  try {
    tell('building the image')
    await compose(['build', '--quiet'], BUILD_LIMIT_MS, options.signal)
    tell('starting')
    await compose(['up', '--detach', '--wait'], START_LIMIT_MS, options.signal)
    const system = await buildSystem({ project, ports, compose, down })
    tell('ready')
    return system
  } catch (error) {
    await down().catch(() => undefined)
    throw error
  }
}

async function buildSystem(parts: {
  readonly project: string
  readonly ports: DockerPorts
  readonly compose: Compose
  readonly down: () => Promise<void>
}): Promise<RunningSystem> {
  const { project, ports, compose, down } = parts
  const job = ['run', '--rm', '--no-deps', '-T', 'bootstrap', 'node', 'system/runtime/container/main.ts']
  const credentials = credentialsSchema.parse(
    JSON.parse(await compose([...job, 'credentials'], STEP_LIMIT_MS)),
  )
  const status = buildDockerStatus(project, ports)
  let stopped: Promise<void> | undefined
  return {
    status: () => status.read(),
    credentials: () => credentials,
    kill: async (part, signal = 'SIGKILL') => {
      // Whatever else is sent to a container, its engine would start it again.
      if (signal === 'SIGKILL') await compose(['kill', '--signal', signal, part], STEP_LIMIT_MS)
      else await compose(['stop', part], STEP_LIMIT_MS)
      await untilGone(compose, part)
      status.note(part, 'stopped')
    },
    restart: async (part, options) => {
      if (options?.brokerSettings !== undefined) {
        throw new EasyFlowError('ERR_PART_FAILED', `${part}: a container has the settings of its file`)
      }
      await compose(
        ['up', '--detach', '--wait', '--no-deps', '--no-build', '--no-recreate', part],
        START_LIMIT_MS,
      )
      status.note(part, 'ready')
    },
    stop: async () => await (stopped ??= down()),
  }
}

async function untilGone(compose: Compose, part: string): Promise<void> {
  const giveUpAt = Date.now() + STEP_LIMIT_MS
  while ((await compose(['ps', '--status', 'running', '--quiet', part], STEP_LIMIT_MS)).trim() !== '') {
    if (Date.now() > giveUpAt) throw new Error(`${part} still runs`)
  }
}

function buildCompose(project: string, ports: DockerPorts): Compose {
  const environment = Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [variable, String(ports[name as keyof DockerPorts])]),
  )
  return async (args, limitMs, signal) =>
    await runDocker(['compose', '--project-name', project, ...args], {
      cwd: checkout,
      variables: environment,
      limitMs,
      signal,
    })
}

async function pickPorts(): Promise<DockerPorts> {
  const picked = new Set<number>()
  while (picked.size < Object.keys(variables).length) picked.add(await pickPort())
  const [
    postgres = 0,
    kafka = 0,
    kafkaAdmin = 0,
    kafkaController = 0,
    issuer = 0,
    api = 0,
    workerHealth = 0,
  ] = picked
  return { postgres, kafka, kafkaAdmin, kafkaController, issuer, api, workerHealth }
}
