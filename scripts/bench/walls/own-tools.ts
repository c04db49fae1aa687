import { Agent as HttpAgent, request as sendRequest, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { json } from 'node:stream/consumers'
import type { Dispatcher, PeerTools } from '../easyflow-round/peer-tools.ts'

const TEXT = 'lorem ipsum dolor sit amet '.repeat(4).slice(0, 100)

class KeptConnections implements Dispatcher {
  readonly agent: HttpAgent
  constructor({ connections }: { readonly connections: number }) {
    this.agent = new HttpAgent({ keepAlive: true, maxSockets: connections })
  }
  close(): Promise<void> {
    this.agent.destroy()
    return Promise.resolve()
  }
}

/** The peers' payload and a client with as many connections as theirs, for where no copy of the peers is. */
export const ownTools: PeerTools = {
  payload: (index) => ({ tenant: `t${String(index % 50)}`, n: index, text: TEXT }),
  Agent: KeptConnections,
  request: async (url, { dispatcher, ...asked }) => {
    if (!(dispatcher instanceof KeptConnections)) throw new TypeError('Not a dispatcher of these tools')
    const answer = await send(url, dispatcher.agent, asked)
    return { statusCode: answer.statusCode ?? 0, body: { json: () => json(answer) } }
  },
}

type Asked = Omit<Parameters<PeerTools['request']>[1], 'dispatcher'>

async function send(url: string, agent: HttpAgent, asked: Asked): Promise<IncomingMessage> {
  const { method, headers, body } = asked
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  const request = sendRequest(url, { agent, method, headers: { ...headers, ...length } })
  request.end(body)
  try {
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    return answer
  } catch (error) {
    // The server had closed a connection that rested. It read nothing of this request.
    if (request.reusedSocket && error instanceof Error && 'code' in error && error.code === 'ECONNRESET') {
      return await send(url, agent, asked)
    }
    throw error
  }
}
