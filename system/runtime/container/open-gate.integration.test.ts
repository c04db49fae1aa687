import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { pickPort } from '../process/pick-port.ts'
import { openGate } from './open-gate.ts'

const OUTSIDE = '127.0.0.2'

async function listen(port: number, onConnection: (socket: Socket) => void): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, onConnection)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
}

async function open(port: number): Promise<void> {
  const gate = await openGate([port], [OUTSIDE])
  onTestFinished(() => gate.close())
}

test('eight megabytes and then the end of the question: all of it is answered', async () => {
  const port = await pickPort()
  await listen(port, (socket) => void socket.pipe(socket))
  await open(port)
  const socket = connect({ port, host: OUTSIDE, allowHalfOpen: true })
  const sent = 'x'.repeat(8_000_000)
  socket.end(sent)
  expect((await text(socket)).length).toBe(sent.length)
})

test('nobody listens inside: whoever comes is let in and hung up on', async () => {
  const port = await pickPort()
  await open(port)
  const socket = connect(port, OUTSIDE)
  socket.on('error', () => undefined)
  await once(socket, 'close')
  expect(socket.destroyed).toBe(true)
})

test('the inside is cut: so is the outside', async () => {
  const port = await pickPort()
  await listen(port, (socket) => socket.resetAndDestroy())
  await open(port)
  const socket = connect(port, OUTSIDE)
  socket.on('error', () => undefined)
  socket.resume()
  await once(socket, 'close')
  expect(socket.destroyed).toBe(true)
})

test('no address to let in from: refused', async () => {
  await expect(openGate([1], [])).rejects.toThrow('no address')
})
