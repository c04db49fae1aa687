import {
  partNames,
  type PartName,
  type PartStatus,
  type SystemStatus,
} from '../../contracts/system-status.ts'
import { addressOf, DATABASE } from '../system-context.ts'

/** Published on 127.0.0.1 of the host, and the same numbers inside. */
export interface DockerPorts {
  readonly postgres: number
  readonly kafka: number
  readonly kafkaAdmin: number
  readonly kafkaController: number
  readonly issuer: number
  readonly api: number
  readonly workerHealth: number
}

export interface DockerStatus {
  read(): SystemStatus
  note(part: PartName, state: PartStatus['state']): void
}

/**
 * Keeps the account of a compose project in the form that an embedded system has. A process id would be one
 * inside the engine's machine, so there is none; a log file is a command that prints the log.
 */
export function buildDockerStatus(project: string, ports: DockerPorts): DockerStatus {
  const startedAt = new Date().toISOString()
  const states = new Map<PartName, PartStatus['state']>(partNames.map((name) => [name, 'ready']))
  const partOf = (name: PartName): PartStatus => ({
    pid: null,
    state: states.get(name) ?? 'stopped',
    restarts: 0,
    logFile: `docker compose --project-name ${project} logs ${name}`,
    readyMs: null,
    addresses: addressesOf(ports)[name],
    files: {},
  })
  return {
    read: () => ({
      version: 1,
      instance: project,
      stateDirectory: 'the volumes of the project',
      supervisorPid: process.pid,
      phase: 'running',
      startedAt,
      parts: {
        postgres: partOf('postgres'),
        kafka: partOf('kafka'),
        issuer: partOf('issuer'),
        'control-plane': partOf('control-plane'),
        api: partOf('api'),
        worker: partOf('worker'),
      },
      credentialsFile: 'the volume control-plane-secrets',
    }),
    note: (part, state) => void states.set(part, state),
  }
}

function addressesOf(ports: DockerPorts): Readonly<Record<PartName, Readonly<Record<string, string>>>> {
  const urlOf = (port: number): string => `http://${addressOf(port)}`
  return {
    postgres: { client: addressOf(ports.postgres), database: DATABASE },
    kafka: { client: addressOf(ports.kafka), admin: addressOf(ports.kafkaAdmin) },
    issuer: { url: urlOf(ports.issuer) },
    'control-plane': {},
    api: { url: urlOf(ports.api) },
    worker: { url: urlOf(ports.workerHealth) },
  }
}
