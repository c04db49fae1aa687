import type { KafkaProbe } from '../probes/kafka-probe.ts'
import {
  attackHttp,
  brokerAclFault,
  databaseIdentityFaults,
  readAs,
  showThatRowsLeak,
  underFaults,
  writeAs,
  type Attacker,
} from './api-bug-stage.ts'
import type { ProofContext } from './proof-context.ts'
import { withBrokenApi, type BrokenApi } from './with-broken-api.ts'

export interface ForgedIdentity extends BrokenApi {
  /** How acme pretends to be globex, for the screen: "a tenant header". */
  readonly by: string
  readonly attacker: (url: string) => Attacker
  /** What the broker has to say when the database lets everything through. */
  readonly brokerAnswer: RegExp
  /** Whether a wider ACL would let this identity in: a forged signature it would not. */
  readonly aclMatters: boolean
}

/** An api that believes who the caller says to be: the database refuses, and the broker refuses on its own. */
export async function proveForgedIdentity(
  context: ProofContext,
  broker: KafkaProbe,
  forged: ForgedIdentity,
): Promise<void> {
  await withBrokenApi(context, forged, async (url) => {
    const attacker = forged.attacker(url)
    await showThatApiIsBroken(context, forged, attacker)
    const databaseDown = databaseIdentityFaults(context)
    const attackDatabase = (): Promise<void> => attackBoth(context, forged, attacker)
    if (context.without.has('database-identity')) return underFaults(context, databaseDown, attackDatabase)
    await attackDatabase()
    await underFaults(context, databaseDown, () => leaveOnlyBroker(context, broker, forged, attacker))
    if (forged.aclMatters) await leaveOnlyDatabase(context, broker, forged, attacker)
  })
}

/** The genuine api answers the very same request as acme's own, or not at all. */
export async function showThatApiIsBroken(
  context: ProofContext,
  { saboteur, by }: ForgedIdentity,
  attacker: Attacker,
): Promise<void> {
  const genuine = await readAs({ ...attacker, url: context.access.addresses.apiUrl })
  const broken = await readAs(attacker)
  if (genuine.status === broken.status && genuine.status !== 401)
    throw new Error(`${saboteur} answers like the genuine api, so it is not broken`)
  context.notes.faults.push({
    fault: saboteur,
    evidence: `asked with ${by}, the genuine api answers ${genuine.status}, this one ${broken.status}: it went on in globex's name`,
  })
}

export async function attackBoth(
  context: ProofContext,
  { by }: ForgedIdentity,
  attacker: Attacker,
): Promise<void> {
  const expected = { by: 'database', answer: /^SQLSTATE 28000$/ } as const
  await attackHttp(context, { attack: `acme reads globex's executions with ${by}`, ...expected }, () =>
    readAs(attacker),
  )
  await attackHttp(context, { attack: `acme starts an execution of globex's with ${by}`, ...expected }, () =>
    writeAs(context, attacker, 'database'),
  )
}

/** The database lets everything through: the broker is alone. */
async function leaveOnlyBroker(
  context: ProofContext,
  broker: KafkaProbe,
  forged: ForgedIdentity,
  attacker: Attacker,
): Promise<void> {
  const attack = `the same write with ${forged.by}, the database no longer asking`
  const send = (): Promise<void> =>
    attackHttp(context, { attack, by: 'broker', answer: forged.brokerAnswer }, () =>
      writeAs(context, attacker, 'broker'),
    )
  if (context.without.has('broker-acl'))
    await underFaults(context, [await brokerAclFault(context, broker)], send)
  else await send()
  await showThatRowsLeak(context, attacker, 'token check and row security of the database')
}

/** The broker lets acme write to globex's topic: the database is alone. */
async function leaveOnlyDatabase(
  context: ProofContext,
  broker: KafkaProbe,
  { by }: ForgedIdentity,
  attacker: Attacker,
): Promise<void> {
  await underFaults(context, [await brokerAclFault(context, broker)], () =>
    attackHttp(
      context,
      {
        attack: `the same write with ${by}, the broker's ACL wide open`,
        by: 'database',
        answer: /^SQLSTATE 28000$/,
      },
      () => writeAs(context, attacker, 'acl'),
    ),
  )
}
