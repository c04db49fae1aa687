import { groupOf, topicOf } from '../../../system/contracts/names.ts'
import { attackBroker, consume, type BrokerIdentity, type BrokerTools } from '../../probes/attack-broker.ts'
import type { Bench } from '../open-bench.ts'
import { encodeParts, goodClaims, goodHeader, signParts } from '../../attacks/sign-token.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import type { WallName } from '../walls.ts'
import { brokerRefusals } from './kafka-operation.ts'

const REJECTED = 'broker: Kafka error 58 SASL_AUTHENTICATION_FAILED'
/** A client that does not say who it is gets no word, only the end of its connection. */
const HUNG_UP = 'broker: Kafka error -1 KafkaJSConnectionClosedError'
const MECHANISM = 'broker: Kafka error 33 UNSUPPORTED_SASL_MECHANISM'
/** What the client makes of error 58 for a password. */
const WRONG_PASSWORD = 'broker: Kafka error -1 KafkaJSSASLAuthenticationError'

interface Position {
  readonly name: string
  readonly title: string
  readonly as: (bench: Bench) => BrokerIdentity
  /** Default client. */
  readonly listener?: 'client' | 'admin'
  readonly run?: (tools: BrokerTools, bench: Bench) => Promise<unknown>
  readonly allowed: readonly string[]
  readonly removes?: readonly WallName[]
}

const positions: readonly Position[] = [
  {
    name: 'nobody',
    title: 'come to the listener of clients without any identity',
    as: () => ({ nobody: true }),
    allowed: [HUNG_UP],
  },
  {
    name: 'nobody-admin',
    title: 'come to the listener of administrators without any identity',
    as: () => ({ nobody: true }),
    listener: 'admin',
    allowed: [HUNG_UP],
  },
  {
    name: 'plain-on-client',
    title: 'come to the listener of clients with a password',
    as: () => ({ mechanism: 'plain', user: 'admin', password: 'admin' }),
    allowed: [MECHANISM],
  },
  {
    name: 'plain-token',
    title: 'come to the listener of administrators with the token for a password',
    as: (bench) => ({ mechanism: 'plain', user: 'tenant:acme:caller', password: bench.own }),
    listener: 'admin',
    allowed: [WRONG_PASSWORD],
  },
  {
    name: 'plain-empty',
    title: 'come to the listener of administrators with an empty password',
    as: ({ access }) => ({
      mechanism: 'plain',
      user: access.system.credentials().kafka.admin.user,
      password: ' ',
    }),
    listener: 'admin',
    allowed: [WRONG_PASSWORD],
  },
  {
    name: 'plain-database-password',
    title: "come to the listener of administrators with the api's password for the database",
    as: ({ access }) => ({
      mechanism: 'plain',
      user: access.system.credentials().kafka.admin.user,
      password: access.system.credentials().postgres.api.password,
    }),
    listener: 'admin',
    allowed: [WRONG_PASSWORD],
  },
  {
    name: 'scram',
    title: 'come to the listener of administrators by SCRAM',
    as: () => ({ mechanism: 'scram-sha-512', user: 'admin', password: 'admin' }),
    listener: 'admin',
    allowed: [MECHANISM],
  },
  {
    name: 'token-on-admin',
    title: 'come to the listener of administrators with a genuine token',
    as: ({ own }) => ({ token: own }),
    listener: 'admin',
    allowed: [MECHANISM],
  },
  ...(['admin', 'broker'] as const).map((who): Position => ({
    name: `principal-${who}`,
    title: `show a token of the issuer's key whose principal is the ${who === 'admin' ? "administrator's" : "broker's"} name`,
    as: (bench) => ({ token: tokenOf(bench, superUserOf(bench, who)) }),
    run: describeVictim,
    allowed: [REJECTED, brokerRefusals.topic],
    removes: ['super-user-names'],
  })),
  {
    name: 'principal-anonymous',
    title: "show a token of the issuer's key whose principal is ANONYMOUS",
    as: (bench) => ({ token: tokenOf(bench, 'ANONYMOUS') }),
    run: describeVictim,
    allowed: [REJECTED, brokerRefusals.topic],
  },
  {
    name: 'principal-star',
    title: "show a token of the issuer's key whose principal is a star",
    as: (bench) => ({ token: tokenOf(bench, 'User:*') }),
    run: describeVictim,
    allowed: [REJECTED, brokerRefusals.topic],
  },
  {
    name: 'principal-capitals',
    title: "show a token of the issuer's key whose principal is the victim's in capitals",
    as: (bench) => ({ token: tokenOf(bench, 'TENANT:GLOBEX:CALLER') }),
    run: describeVictim,
    allowed: [REJECTED, brokerRefusals.topic],
  },
  {
    name: 'worker-writes',
    title: "write a hint with a worker's token of the own tenant",
    as: ({ ownWorkerToken }) => ({ token: ownWorkerToken }),
    run: async ({ producer }, bench) =>
      (await producer()).send({ topic: topicOf(bench.attacker), messages: [{ value: 'x' }] }),
    allowed: [brokerRefusals.topic],
    removes: [],
  },
  {
    name: 'worker-reads-victim',
    title: "read the victim's topic with a worker's token of the own tenant",
    as: ({ ownWorkerToken }) => ({ token: ownWorkerToken }),
    run: (tools, bench) =>
      consume(tools, { topic: topicOf(bench.victim), group: groupOf(bench.attacker), countMax: 1 }),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'worker-joins-victim',
    title: "join the victim's group with a worker's token of the own tenant",
    as: ({ ownWorkerToken }) => ({ token: ownWorkerToken }),
    run: (tools, bench) =>
      consume(tools, { topic: topicOf(bench.attacker), group: groupOf(bench.victim), countMax: 1 }),
    allowed: [brokerRefusals.group],
  },
  {
    name: 'caller-reads-own',
    title: "read the own topic with a caller's token",
    as: ({ own }) => ({ token: own }),
    run: (tools, bench) =>
      consume(tools, { topic: topicOf(bench.attacker), group: groupOf(bench.attacker), countMax: 1 }),
    allowed: [brokerRefusals.topic, brokerRefusals.group],
    removes: ['broker-acl'],
  },
]

/** Who one says one is: on the wrong listener, by the wrong mechanism, with another role, or with a mightier name. */
export const brokerIdentityAttacks: readonly SuiteAttack[] = positions.map(toAttack)

function toAttack({
  name,
  title,
  as,
  listener = 'client',
  run = (tools) => tools.admin.listTopics(),
  allowed,
  removes = [],
}: Position): SuiteAttack {
  return {
    id: `L4-identity-${name}`,
    layer: 'L4',
    title,
    allowed,
    aim: 'be accepted',
    removes,
    attack: async (bench) => {
      const { clientBroker, adminBroker } = bench.access.addresses
      const broker = listener === 'client' ? clientBroker : adminBroker
      const answer = await attackBroker(broker, as(bench), (tools) => run(tools, bench))
      return answer.ok
        ? { refusedBy: 'none', answer: 'done', text: answer.seen }
        : { refusedBy: 'broker', answer: `Kafka error ${answer.code} ${answer.type}`, text: answer.type }
    },
  }
}

function describeVictim({ admin }: BrokerTools, { victim }: Bench): Promise<unknown> {
  return admin.fetchTopicOffsets(topicOf(victim))
}

/** The name as the source has it, unless the attacker knows the instance's own. */
function superUserOf({ access, removed }: Bench, who: 'admin' | 'broker'): string {
  const { user } = access.system.credentials().kafka[who]
  return removed.includes('super-user-names') ? user : user.replace(/-[0-9a-f]{24}$/, '')
}

/** As nobody may sign but the issuer, and it never does. */
function tokenOf({ issuerKey, access, attacker }: Bench, principal: string): string {
  if (issuerKey === undefined)
    throw new Error("This attack takes the issuer's key, which only an embedded issuer leaves within reach")
  const claims = { ...goodClaims(access.addresses.issuerUrl, attacker), principal }
  return signParts(encodeParts(goodHeader(issuerKey), claims), issuerKey)
}
