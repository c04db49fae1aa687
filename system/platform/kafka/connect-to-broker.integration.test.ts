import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { brokerTlsOf, connectToBroker } from './connect-to-broker.ts'

test('brokers on the loopback: plain text, unless a file of authorities is named; elsewhere: TLS', () => {
  expect(brokerTlsOf({ brokers: ['127.0.0.1:1', '[::1]:1'] })).toBe(false)
  expect(brokerTlsOf({ brokers: ['k.example:1'] })).toEqual({ minVersion: 'TLSv1.2' })
  expect(() => brokerTlsOf({ brokers: ['127.0.0.1:1'], caFile: '/nowhere' })).toThrow(
    expect.objectContaining({ code: 'ERR_SETTINGS_INVALID' }),
  )
})

test('a broker here that names one elsewhere: not followed in plain text, and one here is', async () => {
  const server = createServer((socket) => socket.destroy())
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const tell = (host: string): ReturnType<typeof connectToBroker> =>
    connectToBroker({ host, port, ssl: false, onConnect: () => undefined })

  await once(tell('127.0.0.1'), 'connect')
  for (const host of ['192.0.2.1', '127.0.0.1.example.com', '0.0.0.0']) {
    const [error] = (await once(tell(host), 'error').catch((reason: unknown) => [reason])) as [unknown]
    expect(error).toMatchObject({ code: 'ERR_TLS_REQUIRED' })
  }
})
