import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { inspectServer } from '../../platform/database/inspect-server.ts'
import { inspectAsAdmin, inspectTokenListener } from '../../platform/kafka/inspect-broker.ts'
import { trustAuthorities } from '../../platform/tokens/trust-authorities.ts'
import type { SystemContext } from '../system-context.ts'
import { addressesOfExternal, type ExternalPart, type ExternalServers } from './external-servers.ts'
import { inspectIssuer } from './inspect-issuer.ts'
import { signCheckToken } from './sign-check-token.ts'

/**
 * Asks every external server that can be asked before anything of ours runs.
 *
 * @throws {EasyFlowError} ERR_SERVER_UNSUITABLE naming every server that does not fit, what came back and what
 *   to do. Nothing was changed anywhere.
 */
export async function checkExternalServers({ external = {} }: SystemContext): Promise<void> {
  const { postgres, kafka, issuer } = external
  trustAuthorities(issuer?.caFile)
  const token = issuer === undefined ? undefined : inspectIssuer(issuer)
  const found = await Promise.all([
    postgres === undefined ? [] : inspected('postgres', external, () => inspectServer(postgres.url)),
    issuer === undefined ? [] : inspected('issuer', external, async () => (await token)?.faults ?? []),
    // Without a token it cannot be asked much: the embedded issuer has to run first.
    kafka === undefined || token === undefined
      ? []
      : inspected('kafka', external, async () => await inspectKafka(kafka, (await token).token)),
  ])
  refuseIfAny(found.flat())
}

/**
 * Asks the external broker once the embedded issuer runs, whose keys it reads. One that waits for them itself
 * may come up only now, so it gets some time.
 *
 * @throws {EasyFlowError} ERR_SERVER_UNSUITABLE.
 */
export async function checkExternalBroker(context: SystemContext, withinMs: number): Promise<void> {
  const { external = {} } = context
  const { kafka } = external
  if (kafka === undefined || external.issuer !== undefined) return
  const limit = Date.now() + withinMs
  for (;;) {
    const token = await signCheckToken(context)
    const faults = await inspected('kafka', external, () => inspectKafka(kafka, token))
    if (faults.length === 0) return
    if (Date.now() > limit || context.signal.aborted) refuseIfAny(faults)
    const { promise, resolve } = Promise.withResolvers<undefined>()
    setTimeout(resolve, 500, undefined)
    await promise
  }
}

async function inspectKafka(
  kafka: NonNullable<ExternalServers['kafka']>,
  token: string | undefined,
): Promise<readonly string[]> {
  const { brokers, adminBrokers, caFile, user, password, mechanism } = kafka
  const asAdmin = await inspectAsAdmin({
    brokers: adminBrokers,
    caFile,
    login: { user, password, mechanism },
  })
  if (asAdmin.length > 0 || token === undefined) return asAdmin
  return await inspectTokenListener({ brokers, caFile }, token)
}

async function inspected(
  part: ExternalPart,
  external: ExternalServers,
  inspect: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const where = Object.values(addressesOfExternal(external)[part] ?? {}).join(' ')
  const told = (fault: string): string => `  ${part} at ${where}: ${fault}`
  try {
    return (await inspect()).map(told)
  } catch (error) {
    return [told(error instanceof Error ? error.message : 'it gave no answer')]
  }
}

function refuseIfAny(faults: readonly string[]): void {
  if (faults.length === 0) return
  throw new EasyFlowError(
    'ERR_SERVER_UNSUITABLE',
    `External servers cannot be used, and nothing was changed on them:\n${faults.join('\n')}\n` +
      'What they have to be like: docs/external-servers.md',
  )
}
