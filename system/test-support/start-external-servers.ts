import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { appendFile, chmod, chown, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withInstaller } from '../platform/database/with-installer.ts'
import { probeBroker } from '../platform/kafka/probe-broker.ts'
import { createSigningKeys } from '../runtime/create-signing-keys.ts'
import { layoutOf } from '../runtime/instance/instance-layout.ts'
import { makeDirectories } from '../runtime/instance/make-directories.ts'
import { createClusterId } from '../runtime/kafka/create-cluster-id.ts'
import { planKafka } from '../runtime/kafka/plan-kafka.ts'
import { prepareKafka } from '../runtime/kafka/prepare-kafka.ts'
import { preparePostgres } from '../runtime/postgres/prepare-postgres.ts'
import { pickPort } from '../runtime/process/pick-port.ts'
import { startGuard } from '../runtime/process/start-guard.ts'
import { startProcess, type PartProcess } from '../runtime/process/start-process.ts'
import { stateRootOf } from '../runtime/runtime-settings.ts'
import type { SystemContext } from '../runtime/system-context.ts'
import { eventually } from './eventually.ts'

const run = promisify(execFile)

/** Servers that no runtime of ours has started: Postgres and Kafka by TLS, the issuer on the loopback. */
export interface ExternalServersUnderTest {
  /** Where Postgres and Kafka listen: an address of this machine off the loopback, when it has one. */
  readonly host: string
  /** What `easyflow start` has to be told. */
  readonly environment: Readonly<Record<string, string>>
  readonly issuerUrl: string
  readonly caller: (tenant: string) => { readonly clientId: string; readonly clientSecret: string }
  readonly processes: Readonly<Record<'postgres' | 'kafka' | 'issuer', PartProcess>>
  readonly stop: () => Promise<void>
}

/** Starts the three by hand, with certificates made on the spot. */
export async function startExternalServers(): Promise<ExternalServersUnderTest> {
  const root = await mkdtemp(join(tmpdir(), 'easyflow-external-'))
  await chmod(root, 0o711)
  const host = findAddress()
  const started: PartProcess[] = []
  const guard = startGuard(root)
  const keep = (process: PartProcess): PartProcess => {
    started.push(process)
    guard.watch(started.map((one) => ({ ...one, signal: 'SIGKILL' })))
    return process
  }
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((process) => process.end('SIGKILL', 5000)))
    await guard.close()
    await rm(root, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await makeCertificates(root, host)
    const context = await createContext(root)
    const issuer = await startIssuer(context, keep)
    const [postgres, kafka] = await Promise.all([
      startPostgres(context, host, keep),
      startKafka(context, host, keep),
    ])
    return {
      host,
      issuerUrl: issuer.url,
      caller: (tenant) => ({ clientId: `${tenant}-app`, clientSecret: issuer.secret }),
      processes: { postgres: postgres.process, kafka: kafka.process, issuer: issuer.process },
      environment: { ...postgres.environment, ...kafka.environment, ...issuer.environment },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function findAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}

async function makeCertificates(root: string, host: string): Promise<void> {
  const openssl = (...args: readonly string[]): Promise<unknown> => run('openssl', args, { cwd: root })
  const fresh = ['-newkey', 'rsa:2048', '-noenc', '-days', '2'] as const
  await openssl('req', '-x509', ...fresh, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=external test')
  await openssl('req', ...fresh, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=server')
  await writeFile(join(root, 'names'), `subjectAltName=IP:${host}\n`)
  const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '2', '-extfile', 'names', '-out', 'server.pem']
  await openssl('x509', '-req', '-in', 'server.csr', ...sign)
  const [key, certificate] = await Promise.all(
    ['server.key', 'server.pem'].map((file) => readFile(join(root, file), 'utf8')),
  )
  await writeFile(join(root, 'keystore.pem'), `${key ?? ''}${certificate ?? ''}`, { mode: 0o600 })
}

type Keep = (process: PartProcess) => PartProcess
interface Started {
  readonly process: PartProcess
  readonly environment: Record<string, string>
}

async function startPostgres(context: SystemContext, host: string, keep: Keep): Promise<Started> {
  const { layout, ports, credentials } = context
  const root = rootOf(context)
  const { binaries, dataDirectory, account } = await preparePostgres(context)
  await appendFile(join(dataDirectory, 'pg_hba.conf'), `hostssl all all ${host}/32 scram-sha-256\n`)
  for (const file of ['server.key', 'server.pem']) {
    await cp(join(root, file), join(dataDirectory, file))
    await chmod(join(dataDirectory, file), 0o600)
    if (account !== undefined) await chown(join(dataDirectory, file), account.uid, account.gid)
  }
  const settings = {
    port: ports.postgres,
    listen_addresses: host,
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: 'server.pem',
    ssl_key_file: 'server.key',
    log_parameter_max_length: 0,
  }
  const process = keep(
    startProcess({
      name: 'postgres',
      command: join(binaries, 'postgres'),
      args: [
        '-D',
        dataDirectory,
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${String(value)}`]),
      ],
      env: { LC_ALL: 'C', TZ: 'UTC' },
      cwd: layout.postgres,
      logFile: join(layout.logs, 'postgres.log'),
      instanceDirectory: root,
      account,
    }),
  )
  const urlOf = (database: string): string =>
    `postgres://${credentials.postgres.admin.user}:${credentials.postgres.admin.password}@${host}:${String(ports.postgres)}/` +
    `${database}?sslmode=verify-full&sslrootcert=${join(root, 'ca.pem')}`
  const createDatabase = (): Promise<true> =>
    withInstaller(urlOf('postgres'), async (installer) => {
      await installer.query('create database workflows')
      return true as const
    })
  await eventually('Postgres to make a database', createDatabase, { withinMs: 20_000, everyMs: 100 })
  return { process, environment: { EASYFLOW_DATABASE_URL: urlOf('workflows') } }
}

async function startKafka(context: SystemContext, host: string, keep: Keep): Promise<Started> {
  const root = rootOf(context)
  const { ports, credentials } = context
  const prepared = await prepareKafka(context, () => undefined)
  const [client, internal] = [
    `${host}:${String(ports.kafkaClient)}`,
    `${host}:${String(ports.kafkaInternal)}`,
  ]
  const listeners = `CLIENT://${client},INTERNAL://${internal},CONTROLLER://127.0.0.1:${String(ports.kafkaController)}`
  // Of a name that is there twice, the last counts.
  await appendFile(
    prepared.settingsFile,
    [
      `listeners=${listeners}`,
      `advertised.listeners=${listeners}`,
      'listener.security.protocol.map=CLIENT:SASL_SSL,INTERNAL:SASL_SSL,CONTROLLER:SASL_PLAINTEXT',
      'ssl.keystore.type=PEM',
      `ssl.keystore.location=${join(root, 'keystore.pem')}`,
      'ssl.truststore.type=PEM',
      `ssl.truststore.location=${join(root, 'ca.pem')}`,
      '',
    ].join('\n'),
  )
  const process = keep(planKafka(context, prepared).launch())
  const caFile = join(root, 'ca.pem')
  await eventually(
    'Kafka to let its administrator in',
    async () => {
      await probeBroker({ brokers: [internal], caFile, ...credentials.kafka.admin, timeoutMs: 2000 })
      return true
    },
    { withinMs: 40_000, everyMs: 200 },
  )
  return {
    process,
    environment: {
      EASYFLOW_KAFKA_BROKERS: client,
      EASYFLOW_KAFKA_ADMIN_BROKERS: internal,
      EASYFLOW_KAFKA_ADMIN_USER: credentials.kafka.admin.user,
      EASYFLOW_KAFKA_ADMIN_PASSWORD: credentials.kafka.admin.password,
      EASYFLOW_KAFKA_CA_FILE: caFile,
    },
  }
}

async function startIssuer(
  { layout, ports }: SystemContext,
  keep: Keep,
): Promise<Started & { readonly url: string; readonly secret: string }> {
  const url = `http://127.0.0.1:${String(ports.issuer)}`
  const tenants = ['acme', 'globex', 'initech']
  const [clientSecret, secret] = [randomUUID(), randomUUID()]
  const callers = tenants.map((tenant) => ({
    clientId: `${tenant}-app`,
    clientSecret: secret,
    role: 'caller',
    tenants: [tenant],
  }))
  const worker = { clientId: 'fleet', clientSecret, role: 'worker', tenants }
  await writeFile(layout.clientsFile, JSON.stringify({ version: 1, clients: [worker, ...callers] }))
  await writeFile(layout.keysFile, JSON.stringify(createSigningKeys()))
  const process_ = keep(
    startProcess({
      name: 'issuer',
      command: process.execPath,
      args: ['system/issuer/main.ts'],
      env: {
        EASYFLOW_ISSUER_PORT: String(ports.issuer),
        EASYFLOW_ISSUER_CLIENTS_FILE: layout.clientsFile,
        EASYFLOW_ISSUER_KEYS_FILE: layout.keysFile,
      },
      logFile: join(layout.logs, 'issuer.log'),
      instanceDirectory: layout.directory,
      hasChannel: true,
    }),
  )
  const isReady = async (): Promise<true | undefined> =>
    (await fetch(`${url}/health/ready`)).ok ? true : undefined
  await eventually('the issuer to be ready', isReady, { withinMs: 20_000 })
  const environment = {
    EASYFLOW_ISSUER_URL: url,
    EASYFLOW_JWKS_URL: `${url}/jwks`,
    EASYFLOW_TOKEN_URL: `${url}/token`,
    EASYFLOW_WORKER_CLIENT_ID: worker.clientId,
    EASYFLOW_WORKER_CLIENT_SECRET: clientSecret,
  }
  return { process: process_, url, secret, environment }
}

const rootOf = ({ layout }: SystemContext): string => join(layout.instances, '..', '..')

async function createContext(root: string): Promise<SystemContext> {
  const layout = { ...layoutOf(root, 'servers'), cache: layoutOf(stateRootOf(), 'servers').cache }
  await makeDirectories(root, layout)
  const login = (user: string): { user: string; password: string } => ({
    user,
    password: randomBytes(12).toString('hex'),
  })
  return {
    layout,
    ports: {
      postgres: await pickPort(),
      kafkaClient: await pickPort(),
      kafkaInternal: await pickPort(),
      kafkaController: await pickPort(),
      issuer: await pickPort(),
      api: 0,
      workerHealth: 0,
    },
    credentials: {
      version: 1,
      postgres: { database: 'workflows', admin: login('dba'), api: login('none'), worker: login('none') },
      kafka: { admin: login('ops'), broker: login('broker') },
      issuer: { worker: { clientId: 'none', clientSecret: 'none' }, callers: {} },
    },
    kafkaClusterId: createClusterId(),
    isEphemeral: true,
    apiMain: '',
    workerMain: '',
    signal: AbortSignal.timeout(180_000),
  }
}
