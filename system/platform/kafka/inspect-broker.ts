import kafkajs, { type Admin } from 'kafkajs'
import type { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { buildKafkaClient, type KafkaAdminLogin, type KafkaClientOptions } from './build-kafka-client.ts'
import { toKafkaError } from './to-kafka-error.ts'

// Node finds only some of the names that this CommonJS module exports.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs

export interface BrokerAccess {
  readonly brokers: readonly string[]
  readonly caFile: string | undefined
}

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing }
/** No tenant's: a tenant's id is too short for it. */
const TOPIC = 'tenant_easyflowcheckthatisnotenant_events'

/**
 * Asks a broker, as the administrator, whether EasyFlow can use it. Changes nothing.
 *
 * @returns what does not fit, with what to do about it; nothing when all does.
 * @throws {EasyFlowError} ERR_QUEUE_UNAVAILABLE or ERR_BROKER_REFUSED when it could not be asked.
 */
export async function inspectAsAdmin(
  access: BrokerAccess & { readonly login: KafkaAdminLogin },
): Promise<readonly string[]> {
  return await withAdmin({ ...access, admin: access.login }, async (admin) => {
    const faults: string[] = []
    const acls = await answerOf(() =>
      admin.describeAcls({
        resourceType: AclResourceTypes.TOPIC,
        resourceName: TOPIC,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        operation: AclOperationTypes.ANY,
        permissionType: AclPermissionTypes.ANY,
      }),
    )
    if (acls?.facts['reason'] === 'SECURITY_DISABLED') {
      faults.push('it has no authorizer, so that anybody may do anything: set authorizer.class.name')
    } else if (acls !== undefined) faults.push(`the administrator may not see access lists (${acls.message})`)
    const topic = await answerOf(() =>
      admin.createTopics({ topics: [{ topic: TOPIC }], validateOnly: true, waitForLeaders: false }),
    )
    if (topic !== undefined) faults.push(`the administrator may not make topics (${topic.message})`)
    return faults
  })
}

/**
 * Asks the listener for tokens whether it believes our issuer and nobody else.
 *
 * @param token a good one, of a tenant that has no access list yet or none that lets it make topics.
 * @returns what does not fit; nothing when all does.
 * @throws {EasyFlowError} ERR_QUEUE_UNAVAILABLE when it could not be asked.
 */
export async function inspectTokenListener(access: BrokerAccess, token: string): Promise<readonly string[]> {
  const tries = forgedFrom(token)
  const faults: string[] = []
  const isRight = await connectWith(access, token)
  if (isRight !== undefined) {
    const hint =
      isRight.facts['kafkaCode'] === 33
        ? 'set sasl.enabled.mechanisms=OAUTHBEARER for it'
        : 'see the issuer, audience and JWKS in its settings'
    return [`it does not take a token of our issuer (${isRight.message}): ${hint}`]
  }
  for (const [what, forged] of tries) {
    if ((await connectWith(access, forged)) === undefined) {
      faults.push(`it takes ${what}: set its sasl.server.callback.handler.class`)
    }
  }
  const open = await withAdmin({ ...access, getToken: () => Promise.resolve(token) }, (admin) =>
    answerOf(() =>
      admin.createTopics({ topics: [{ topic: TOPIC }], validateOnly: true, waitForLeaders: false }),
    ),
  )
  if (open === undefined)
    faults.push('it allows what no access list allows: set allow.everyone.if.no.acl.found=false')
  return faults
}

/** The same claims, signed by nobody. */
function forgedFrom(token: string): readonly (readonly [what: string, token: string])[] {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  const other = Buffer.alloc(Buffer.from(signature, 'base64url').length, 1).toString('base64url')
  return [
    ['a token with a wrong signature', `${header}.${payload}.${other}`],
    ['a token without a signature', `${unsigned}.${payload}.`],
  ]
}

async function connectWith(access: BrokerAccess, token: string): Promise<EasyFlowError | undefined> {
  try {
    await withAdmin({ ...access, getToken: () => Promise.resolve(token) }, () => Promise.resolve())
    return undefined
  } catch (error) {
    const known = toKafkaError(error, 'a login by token')
    if (known.code === 'ERR_BROKER_REFUSED') return known
    throw known
  }
}

async function answerOf(ask: () => Promise<unknown>): Promise<EasyFlowError | undefined> {
  try {
    await ask()
    return undefined
  } catch (error) {
    return toKafkaError(error, 'what was asked')
  }
}

async function withAdmin<Result>(
  options: BrokerAccess & Pick<KafkaClientOptions, 'admin' | 'getToken'>,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const { kafka, cut } = buildKafkaClient({
    ...options,
    clientId: 'easyflow-check',
    log: silent,
    connectTimeoutMs: 5000,
    requestTimeoutMs: 5000,
  })
  const admin = kafka.admin({ retry: { retries: 0 } })
  try {
    await admin.connect()
    return await work(admin)
  } catch (error) {
    throw toKafkaError(error, 'a login')
  } finally {
    await admin.disconnect().catch(nothing)
    cut()
  }
}

function nothing(): void {
  // What goes wrong is told by the error that is thrown.
}
