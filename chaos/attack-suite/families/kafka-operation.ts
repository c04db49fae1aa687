import { attackBroker, type BrokerTools } from '../../probes/attack-broker.ts'
import { openAdminProbe } from '../../probes/kafka-probe.ts'
import { groupOf, topicOf } from '../../../system/contracts/names.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'
import type { WallName } from '../walls.ts'

/** With what the authorizer refuses. */
export const brokerRefusals = {
  topic: 'broker: Kafka error 29 TOPIC_AUTHORIZATION_FAILED',
  group: 'broker: Kafka error 30 GROUP_AUTHORIZATION_FAILED',
  cluster: 'broker: Kafka error 31 CLUSTER_AUTHORIZATION_FAILED',
  transaction: 'broker: Kafka error 53 TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
} as const

/** One operation of the protocol, as the attacker's caller. */
export interface KafkaOperation {
  readonly name: string
  readonly title: string
  readonly run: (tools: BrokerTools, bench: Bench) => Promise<unknown>
  readonly allowed: readonly string[]
  readonly removes?: readonly WallName[]
}

/** The attack that carries it out. */
export const toKafkaAttack = ({
  name,
  title,
  run,
  allowed,
  removes = ['broker-acl'],
}: KafkaOperation): SuiteAttack => ({
  id: `L4-${name}`,
  layer: 'L4',
  title: `as acme's caller, ${title}`,
  allowed,
  aim: 'be accepted',
  removes,
  attack: async (bench): Promise<SuiteMet> => {
    const { clientBroker } = bench.access.addresses
    const answer = await attackBroker(clientBroker, { token: bench.own }, (tools) => run(tools, bench))
    return answer.ok
      ? { refusedBy: 'none', answer: 'done', text: answer.seen }
      : { refusedBy: 'broker', answer: `Kafka error ${answer.code} ${answer.type}`, text: answer.type }
  },
})

export const victimTopic = ({ victim }: Bench): string => topicOf(victim)
export const victimGroup = ({ victim }: Bench): string => groupOf(victim)
/** Nobody's in particular, and as foreign to the attacker as the victim's. */
export const spareName = ({ label }: Bench): string => `tenant_spare_${label.replaceAll(/\W/g, '_')}`

/** Runs what would destroy a topic on one that is there for nothing else. */
export async function withSpareTopic<Result>(
  bench: Bench,
  work: (topic: string) => Promise<Result>,
): Promise<Result> {
  const topic = spareName(bench)
  const { access } = bench
  const admin = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  try {
    await admin.createTopic(topic)
    return await work(topic)
  } finally {
    // It may be gone already: that is what the attack was for.
    await admin.deleteTopic(topic).catch(() => undefined)
    await admin.close()
  }
}
