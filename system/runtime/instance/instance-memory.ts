import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { issuerClientsSchema, type IssuerClients } from '../../contracts/issuer-clients.ts'
import { credentialsSchema, type Credentials } from '../../contracts/system-status.ts'
import { createSigningKeys } from '../create-signing-keys.ts'
import { createClusterId } from '../kafka/create-cluster-id.ts'
import { pickPort } from '../process/pick-port.ts'
import { writeAtomically } from '../process/write-atomically.ts'
import type { SystemPorts } from '../system-context.ts'
import { DATABASE } from '../system-context.ts'
import type { InstanceLayout } from './instance-layout.ts'

const port = z.int().min(1).max(65_535)
export const memorySchema = z.strictObject({
  version: z.literal(1),
  isEphemeral: z.boolean(),
  kafkaClusterId: z.string(),
  ports: z.strictObject({
    postgres: port,
    kafkaClient: port,
    kafkaInternal: port,
    kafkaController: port,
    // Not known to an instance that an older version made.
    kafkaBehindProxy: port.optional(),
    kafkaProxied: port.optional(),
    issuer: port,
    api: port,
    workerHealth: port,
  }),
})
export type InstanceMemory = z.infer<typeof memorySchema>

/** Reads what an instance remembers, or makes it up: free ports, the same as last time where they are still free. */
export async function loadInstanceMemory(
  layout: InstanceLayout,
  isEphemeral: boolean,
  issuerPort?: number,
): Promise<InstanceMemory> {
  const known = existsSync(layout.memoryFile)
    ? memorySchema.parse(JSON.parse(await readFile(layout.memoryFile, 'utf8')))
    : undefined
  const memory: InstanceMemory = {
    version: 1,
    isEphemeral,
    kafkaClusterId: known?.kafkaClusterId ?? createClusterId(),
    ports: await pickPorts(known?.ports, issuerPort),
  }
  await writeAtomically(layout.memoryFile, JSON.stringify(memory))
  return memory
}

async function pickPorts(known: SystemPorts | undefined, issuerPort?: number): Promise<SystemPorts> {
  const taken = new Set<number>(issuerPort === undefined ? [] : [issuerPort])
  const pick = async (preferred: number | undefined): Promise<number> => {
    const picked = await pickPort(preferred)
    if (taken.has(picked)) return await pick(undefined)
    taken.add(picked)
    return picked
  }
  return {
    postgres: await pick(known?.postgres),
    kafkaClient: await pick(known?.kafkaClient),
    kafkaInternal: await pick(known?.kafkaInternal),
    kafkaController: await pick(known?.kafkaController),
    kafkaBehindProxy: await pick(known?.kafkaBehindProxy),
    kafkaProxied: await pick(known?.kafkaProxied),
    issuer: issuerPort ?? (await pick(known?.issuer)),
    api: await pick(known?.api),
    workerHealth: await pick(known?.workerHealth),
  }
}

/**
 * Reads the instance's secrets, or makes them: the issuer's keys, its first client, every password. They are
 * made once per instance, because its data outlives a stop.
 */
export async function loadCredentials(layout: InstanceLayout): Promise<Credentials> {
  if (existsSync(layout.credentialsFile)) {
    return withCallers(
      layout,
      credentialsSchema.parse(JSON.parse(await readFile(layout.credentialsFile, 'utf8'))),
    )
  }
  const credentials = createCredentials()
  const { clientId, clientSecret } = credentials.issuer.worker
  const clients: IssuerClients = {
    version: 1,
    clients: [{ clientId, clientSecret, role: 'worker', tenants: [] }],
  }
  await writeAtomically(layout.keysFile, JSON.stringify(createSigningKeys()))
  await writeAtomically(layout.clientsFile, JSON.stringify(clients))
  await writeAtomically(layout.tenantsFile, '[]')
  // Last: whoever finds it finds the others as well.
  await writeAtomically(layout.credentialsFile, JSON.stringify(credentials))
  return credentials
}

/** Adds the callers' clients as they are now: tenants come and go. */
export function withCallers(layout: InstanceLayout, credentials: Credentials): Credentials {
  const { clients } = issuerClientsSchema.parse(JSON.parse(readFileSync(layout.clientsFile, 'utf8')))
  const callers = clients
    .filter((client) => client.role === 'caller')
    .map(
      ({ clientId, clientSecret, tenants }) => [tenants[0] ?? clientId, { clientId, clientSecret }] as const,
    )
  return { ...credentials, issuer: { ...credentials.issuer, callers: Object.fromEntries(callers) } }
}

function createCredentials(): Credentials {
  const login = (user: string): { user: string; password: string } => ({ user, password: createSecret() })
  return {
    version: 1,
    postgres: {
      database: DATABASE,
      admin: login('easyflow_admin'),
      api: login('easyflow_api'),
      worker: login('easyflow_worker'),
    },
    kafka: { admin: login(unguessable('platform-admin')), broker: login(unguessable('broker')) },
    issuer: { worker: { clientId: 'easyflow-worker', clientSecret: createSecret() }, callers: {} },
  }
}

/**
 * To the broker a name is a name, whether a password or a token gives it. Nobody who gets a token signed, by whatever
 * mistake, shall be able to put a super user's into it.
 */
const unguessable = (name: string): string => `${name}-${randomBytes(12).toString('hex')}`

/** 192 bits in characters that need no escape in a URL, a properties file or a shell. */
const createSecret = (): string => randomBytes(24).toString('base64url')
