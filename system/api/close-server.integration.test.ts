import { Agent, request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { buildServer, closeServer, listen } from './build-server.ts'

test('closing while a request is under way: it is answered, and its connection is not kept for a next one', async () => {
  const arrived = Promise.withResolvers<() => void>()
  const server = buildServer((_request, response) => arrived.resolve(() => response.end('answered')))
  onTestFinished(() => server.closeAllConnections())
  const port = await listen(server, 0)
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const sent = request({ port, host: '127.0.0.1', agent }).end()
  const answered = once(sent, 'response')
  const answer = await arrived.promise

  const startedAt = performance.now()
  const closed = closeServer(server)
  answer()
  const [response] = (await answered) as [IncomingMessage]
  response.resume()
  await closed

  expect(response.statusCode).toBe(200)
  // Kept for the next request it would be five seconds.
  expect(performance.now() - startedAt).toBeLessThan(2500)
})
