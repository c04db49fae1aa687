import { setTimeout as delay } from 'node:timers/promises'
import { topicOf } from '../../../system/contracts/names.ts'
import { encodeParts, goodClaims, goodHeader, signParts } from '../../attacks/sign-token.ts'
import { openRawKafka, type RawKafka } from '../../probes/raw-kafka.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'
import { issuerOf } from './token-variant.ts'

const LIFE_SECONDS = 3
/** Clocks may be apart by two seconds. */
const OVER_FOR_CERTAIN_MS = LIFE_SECONDS * 1000 + 2500

interface Connection {
  readonly name: string
  readonly title: string
  readonly use: (connection: RawKafka, bench: Bench, signal: AbortSignal) => Promise<boolean>
  readonly unprovable?: string
  readonly isLong?: boolean
}

const PROTOCOL =
  'the protocol itself: the broker reads nothing else from a connection that is not authenticated'

const connections: readonly Connection[] = [
  {
    name: 'outlive-token',
    title: 'go on with a connection to the broker whose token is over, without showing another',
    // Tried: without connections.max.reauth.ms, with clocks that may be years apart, it hangs up all the same.
    unprovable: 'the broker ends a connection with its token, whatever it is set to',
    isLong: true,
    use: async (connection, bench, signal) => {
      await connection.authenticate(shortToken(bench))
      if (!(await connection.ask(topicOf(bench.attacker))))
        throw new Error('The broker hung up while the token was good')
      await delay(OVER_FOR_CERTAIN_MS, undefined, { signal })
      return connection.ask(topicOf(bench.attacker))
    },
  },
  {
    name: 'ask-first',
    title: 'ask the broker for metadata before showing any token',
    unprovable: PROTOCOL,
    use: (connection, bench) => connection.ask(topicOf(bench.attacker)),
  },
  {
    name: 'change-principal',
    title: "show the worker's token of the own tenant on a connection that was let in as its caller",
    unprovable: 'the protocol itself: a connection keeps the principal that it was let in with',
    use: async (connection, bench) => {
      await connection.authenticate(bench.own)
      await connection.authenticate(bench.ownWorkerToken).catch(() => undefined)
      return connection.ask(topicOf(bench.attacker))
    },
  },
  {
    name: 'huge-frame',
    title: 'announce a request of 2 GB to the broker',
    unprovable: PROTOCOL,
    use: (connection) => connection.write(Buffer.from('7fffffff00030001', 'hex')),
  },
  {
    name: 'negative-frame',
    title: 'announce a request of negative length to the broker',
    unprovable: PROTOCOL,
    use: (connection) => connection.write(Buffer.from('ffffffff00030001', 'hex')),
  },
  {
    name: 'http',
    title: 'speak HTTP to the broker',
    unprovable: PROTOCOL,
    use: (connection) => connection.write(Buffer.from('GET / HTTP/1.1\r\nHost: globex\r\n\r\n')),
  },
]

/** The listener for clients, spoken to by somebody who keeps to no client's rules. */
export const connectionAttacks: readonly SuiteAttack[] = connections.map(
  ({ name, title, use, unprovable, isLong = false }): SuiteAttack => ({
    id: `L4-connection-${name}`,
    layer: 'L4',
    title,
    allowed: ['broker: hung up'],
    aim: 'be accepted',
    removes: [],
    ...(unprovable === undefined ? {} : { unprovable }),
    isLong,
    attack: async (bench, signal): Promise<SuiteMet> => {
      const connection = await openRawKafka(bench.access.addresses.clientBroker)
      try {
        return (await use(connection, bench, signal))
          ? { refusedBy: 'none', answer: 'answered', text: '' }
          : { refusedBy: 'broker', answer: 'hung up', text: '' }
      } finally {
        connection.close()
      }
    },
  }),
)

/** A genuine token in everything but that it lives for three seconds. */
function shortToken(bench: Bench): string {
  const key = issuerOf(bench)
  const claims = goodClaims(bench.access.addresses.issuerUrl, bench.attacker)
  return signParts(
    encodeParts(goodHeader(key), { ...claims, exp: Math.floor(Date.now() / 1000) + LIFE_SECONDS }),
    key,
  )
}
