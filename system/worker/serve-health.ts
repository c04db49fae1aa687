import { once } from 'node:events'
import { createServer } from 'node:http'

export interface HealthServer {
  readonly close: () => Promise<void>
}

/** Answers `/health/live` and `/health/ready`; anything else is 404. */
export async function serveHealth(
  at: { readonly host: string; readonly port: number },
  ready: () => { readonly isReady: boolean; readonly body: unknown },
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      response.end(JSON.stringify(body))
    }
    request.resume()
    const path = request.method === 'GET' ? request.url : undefined
    if (path === '/health/live') answer(200, { status: 'live' })
    else if (path === '/health/ready') {
      const { isReady, body } = ready()
      answer(isReady ? 200 : 503, body)
    } else answer(404, { status: 'not found' })
  })
  server.listen(at.port, at.host)
  await once(server, 'listening')
  return {
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
