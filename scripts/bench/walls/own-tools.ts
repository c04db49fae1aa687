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
  request: async (url, { dispatcher, method, headers, body }) => {
    if (!(dispatcher instanceof KeptConnections)) throw new TypeError('Not a dispatcher of these tools')
    const asked = sendRequest(url, {
      agent: dispatcher.agent,
      method,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    })
    asked.end(body)
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    return { statusCode: answer.statusCode ?? 0, body: { json: () => json(answer) } }
  },
}
