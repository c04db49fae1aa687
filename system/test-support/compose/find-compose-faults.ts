import type { ComposeFile, ComposeService } from './read-compose-file.ts'

export interface ComposeFault {
  readonly rule: string
  readonly service: string
}

interface Place {
  readonly name: string
  readonly service: ComposeService
  readonly file: ComposeFile
}

/** Who may see which secrets, and who of them may write. */
const secretVolumes: Readonly<Record<string, Readonly<Record<string, 'ro' | 'rw'>>>> = {
  'control-plane-secrets': { secrets: 'rw', bootstrap: 'ro' },
  'postgres-secrets': { secrets: 'rw', postgres: 'ro' },
  'kafka-secrets': { secrets: 'rw', kafka: 'ro', 'kafka-format': 'ro' },
  'issuer-secrets': { secrets: 'rw', issuer: 'ro', bootstrap: 'rw' },
  'api-secrets': { secrets: 'rw', api: 'ro' },
  'worker-secrets': { secrets: 'rw', worker: 'ro', bootstrap: 'rw' },
}
const dataVolumes: Readonly<Record<string, readonly string[]>> = {
  'postgres-data': ['postgres'],
  'kafka-data': ['kafka', 'kafka-format'],
}
/** Only owns the network: there is nothing that it could be asked. */
const NETWORK = 'loopback'
/** Looks random and is no secret: the name of the broker's cluster. */
const CLUSTER_ID = 'ZWFzeWZsb3ctY29tcG9zZQ'

/** Every rule of the compose file: true when it holds at that place. */
export const composeRules: Readonly<Record<string, (place: Place) => boolean>> = {
  'image is pinned': ({ service }) => /^[a-z][a-z0-9./-]*:\d+\.\d+[a-z0-9.-]*$/.test(service.image),
  'no secret is written down': ({ service }) => secretsIn(service).length === 0,
  'published on 127.0.0.1 only, same number inside': ({ service }) =>
    service.ports.every((port) => /^127\.0\.0\.1:(\d+):\1$/.test(port)),
  'published by the owner of the network only': ({ name, service }) =>
    service.ports.length > 0 === (name === NETWORK),
  'in the shared network, or in none': ({ name, service }) =>
    name === NETWORK
      ? service.network_mode === undefined
      : [`service:${NETWORK}`, 'none'].includes(service.network_mode ?? ''),
  'not root': ({ service }) => /^[1-9]\d*:[1-9]\d*$/.test(service.user ?? ''),
  'root file system is read-only': ({ service }) => service.read_only === true,
  'no capability': ({ service }) => service.cap_drop.includes('ALL'),
  'no new privileges': ({ service }) => service.security_opt.includes('no-new-privileges:true'),
  'signals reach it, and it leaves no zombies': ({ service }) => service.init === true,
  'memory and processes are bounded': ({ service }) =>
    service.mem_limit !== undefined && service.pids_limit !== undefined,
  'its log is bounded': ({ service }) => service.logging !== undefined,
  'restarted, with time to end, unless it is a job': ({ service }) =>
    service.restart === 'no' ||
    (service.restart === 'unless-stopped' && service.stop_grace_period !== undefined),
  'is asked whether it is well, unless it is a job': ({ name, service }) =>
    service.restart === 'no' || name === NETWORK || service.healthcheck !== undefined,
  'waits for jobs to end and for others to be well': ({ service, file }) =>
    Object.entries(service.depends_on).every(([other, { condition }]) => condition === due(other, file)),
  'sees only what is meant for it': ({ name, service, file }) =>
    service.volumes.every((volume) => isAllowed(name, volume, file)),
}

/** Finds every place of a compose file where a rule does not hold. */
export function findComposeFaults(file: ComposeFile): readonly ComposeFault[] {
  return Object.entries(file.services).flatMap(([name, service]) =>
    Object.entries(composeRules)
      .filter(([, holds]) => !holds({ name, service, file }))
      .map(([rule]) => ({ rule, service: name })),
  )
}

function due(other: string, { services }: ComposeFile): string {
  if (other === NETWORK) return 'service_started'
  return services[other]?.restart === 'no' ? 'service_completed_successfully' : 'service_healthy'
}

function isAllowed(name: string, volume: string, { volumes }: ComposeFile): boolean {
  const [source = '', target = '', options = 'rw'] = volume.split(':')
  if (!volumes.includes(source)) return false
  const reader = secretVolumes[source]
  if (reader === undefined) return dataVolumes[source]?.includes(name) === true
  const mode = options.split(',').includes('ro') ? 'ro' : 'rw'
  return reader[name] === mode && target === `/secrets/${source.replace(/-secrets$/, '')}`
}

function secretsIn(service: ComposeService): readonly string[] {
  const named = Object.entries(service.environment)
    .filter(([name]) => /password|secret|token|credential|_key/i.test(name))
    .filter(([name, value]) => !(/(_FILE|_DIR)$/.test(name) && value.startsWith('/')))
    .map(([, value]) => value)
  const words = [
    ...service.command,
    ...(service.entrypoint ?? []),
    ...Object.values(service.environment),
    ...(service.healthcheck?.test ?? []),
  ].flatMap((value) => value.split(/[\s=]+/))
  return [...named, ...words.filter((word) => word !== CLUSTER_ID && looksSecret(word))]
}

/** A login in a URL, or a long word of letters and digits in no order that a person would choose. */
function looksSecret(word: string): boolean {
  if (/:\/\/[^/\s]*:[^/\s]*@/.test(word)) return true
  return /^[\w-]{20,}$/.test(word) && /\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word)
}
