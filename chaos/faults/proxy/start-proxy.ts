import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { seededRandom } from '../../workloads/seeded-random.ts'
import { openLink, type Link } from './open-link.ts'
import type { Direction, PlacedToxic, Toxic } from './toxic.ts'

export interface ProxyOptions {
  /** On 127.0.0.1; 0 for any that is free. The same one is taken again after it was down. */
  readonly port: number
  /** `127.0.0.1:5432` */
  readonly target: string
  /** Decides which connections a toxic is applied to, and what varies. */
  readonly seed: number
}

export interface Proxy {
  /** `127.0.0.1:<port>` */
  readonly address: string
  /** Puts a toxic in place, also for connections that are open. @throws {Error} when that name is taken. */
  add(toxic: Omit<PlacedToxic, 'toxic'> & { readonly toxic: Toxic }): Promise<void>
  /** Takes it away. Safe to call twice. */
  remove(name: string): Promise<void>
  /** How many connections were ever let in. */
  accepted(): number
  /** How many are open. */
  open(): number
  /** Ends every connection and listens no more. Safe to call twice. */
  close(): Promise<void>
}

interface Connection {
  readonly sockets: readonly Socket[]
  readonly links: Readonly<Record<Direction, Link>>
  /** In [0, 1), by the name of a toxic: whether it is applied. */
  readonly chance: (name: string) => number
}

/** Passes TCP connections on to a server, and does to them what its toxics say. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const [host = '', port = ''] = options.target.split(':')
  const toxics = new Map<string, PlacedToxic>()
  const downs = new Set<string>()
  const connections = new Set<Connection>()
  let accepted = 0
  const apply = (connection: Connection): void => {
    for (const direction of ['upstream', 'downstream'] as const) {
      const own = [...toxics.values()].filter(({ stream }) => stream === direction)
      connection.links[direction].use(
        own.filter(({ name, toxicity }) => connection.chance(name) < toxicity).map(({ toxic }) => toxic),
      )
    }
  }
  const onConnection = (client: Socket): void => {
    accepted += 1
    const server = connect({ host, port: Number(port), allowHalfOpen: true, noDelay: true })
    const connection = join({ client, server }, `${options.seed}-${accepted}`)
    connections.add(connection)
    for (const socket of connection.sockets)
      socket.once('close', () => {
        // Toxiproxy's way too: what has lost one side has no use for the other.
        if (connection.sockets.every(({ closed }) => closed)) connections.delete(connection)
      })
    apply(connection)
  }
  let server = await listen(options.port, onConnection)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('A port was to be listened on')
  const cutOff = async (): Promise<void> => {
    const closed = server.listening ? once(server, 'close') : Promise.resolve()
    server.close()
    for (const { sockets } of connections) for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    address: `127.0.0.1:${address.port}`,
    async add({ name, toxic, ...rest }) {
      if (toxics.has(name) || downs.has(name)) throw new Error(`There is a toxic "${name}" already`)
      if (toxic.type === 'down') {
        downs.add(name)
        await cutOff()
        return
      }
      toxics.set(name, { name, toxic, ...rest })
      for (const connection of connections) apply(connection)
    },
    async remove(name) {
      toxics.delete(name)
      for (const connection of connections) apply(connection)
      if (downs.delete(name) && downs.size === 0) server = await listen(address.port, onConnection)
    },
    accepted: () => accepted,
    open: () => connections.size,
    close: cutOff,
  }
}

function join({ client, server }: Readonly<Record<'client' | 'server', Socket>>, seed: string): Connection {
  const random = (name: string): (() => number) => seededRandom(0, `${seed}-${name}`)
  return {
    sockets: [client, server],
    links: {
      upstream: openLink(client, server, random('upstream')),
      downstream: openLink(server, client, random('downstream')),
    },
    chance: (name) => random(name)(),
  }
}

async function listen(port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, onConnection)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
