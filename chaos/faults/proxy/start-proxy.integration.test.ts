import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../system/test-support/eventually.ts'
import { startProxy, type Proxy } from './start-proxy.ts'
import type { Direction, Toxic } from './toxic.ts'

/** A server that says back what it hears, and ends when it is told that no more comes. */
async function openProxy(serve = (socket: Socket): unknown => socket.pipe(socket)): Promise<Proxy> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined)
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const proxy = await startProxy({ port: 0, target: `127.0.0.1:${port}`, seed: 1 })
  onTestFinished(async () => {
    await proxy.close()
    server.close()
  })
  return proxy
}

const add = (proxy: Proxy, toxic: Toxic, stream: Direction = 'downstream', toxicity = 1): Promise<void> =>
  proxy.add({ name: `${toxic.type}-${stream}`, toxic, stream, toxicity })

interface Heard {
  readonly text: string
  readonly chunks: number
  readonly firstMs: number
  readonly totalMs: number
  readonly ending: 'end' | 'reset' | 'closed' | 'refused'
}

/** Sends `text`, says that no more comes, and hears until the other side is done. */
async function exchange({ address }: Proxy, text: string): Promise<Heard> {
  const [host = '', port = ''] = address.split(':')
  const socket = connect({ host, port: Number(port), allowHalfOpen: true, noDelay: true })
  const startedAt = performance.now()
  let heard = ''
  let chunks = 0
  let firstMs = 0
  let ending: Heard['ending'] = 'closed'
  socket.on('data', (bytes: Buffer) => {
    if (chunks === 0) firstMs = performance.now() - startedAt
    heard += bytes.toString()
    chunks += 1
  })
  socket.on('end', () => (ending = 'end'))
  socket.on('error', (error: NodeJS.ErrnoException) => {
    ending = error.code === 'ECONNREFUSED' ? 'refused' : error.code === 'ECONNRESET' ? 'reset' : ending
  })
  socket.setTimeout(5000, () => socket.destroy())
  socket.end(text)
  // Once is enough: `events.once` would throw for the error that is looked for here.
  await new Promise((resolve) => socket.once('close', resolve))
  return { text: heard, chunks, firstMs, totalMs: performance.now() - startedAt, ending }
}

test('no toxic: every byte comes back, after the end was passed on to the server and back', async () => {
  const text = 'x'.repeat(300_000)
  const heard = await exchange(await openProxy(), text)

  expect(heard.text).toBe(text)
  expect(heard.ending).toBe('end')
})

test('a server that answers only when the client has said all: half a close reaches it, and its answer comes back', async () => {
  const proxy = await openProxy((socket) => {
    let text = ''
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()))
    socket.on('end', () => socket.end(`heard ${text}`))
  })

  expect(await exchange(proxy, 'all')).toMatchObject({ text: 'heard all', ending: 'end' })
})

test('latency: the answer comes that much later, in order; many at once are not delayed one after the other', async () => {
  const proxy = await openProxy()
  await add(proxy, { type: 'latency', latency: 200, jitter: 20 })
  const heard = await exchange(proxy, 'x'.repeat(200_000))

  expect(heard.text).toHaveLength(200_000)
  expect(heard.firstMs).toBeGreaterThanOrEqual(180)
  // Four pieces of 64 KiB at least: 800 ms, were each to wait for the one before.
  expect(heard.totalMs).toBeLessThan(700)
})

test('bandwidth: no more kilobytes a second than said', async () => {
  const proxy = await openProxy()
  await add(proxy, { type: 'bandwidth', rate: 100 })
  const heard = await exchange(proxy, 'x'.repeat(30_000))

  expect(heard.text).toHaveLength(30_000)
  expect(heard.totalMs).toBeGreaterThanOrEqual(295)
})

test('timeout: nothing comes, and the connection is closed at that time; 0: what was held comes once it is gone', async () => {
  const proxy = await openProxy()
  await add(proxy, { type: 'timeout', timeout: 150 })
  const cut = await exchange(proxy, 'x')
  await proxy.remove('timeout-downstream')
  await add(proxy, { type: 'timeout', timeout: 0 })
  const held = exchange(proxy, 'held')
  await eventually('a connection', () => Promise.resolve(proxy.accepted() === 2 || undefined), {
    withinMs: 2000,
  })
  await proxy.remove('timeout-downstream')

  expect(cut).toMatchObject({ text: '', ending: 'end' })
  expect(cut.totalMs).toBeGreaterThanOrEqual(145)
  expect(await held).toMatchObject({ text: 'held', ending: 'end' })
})

test('reset_peer: the client hears a reset and no byte', async () => {
  const proxy = await openProxy()
  await add(proxy, { type: 'reset_peer', timeout: 50 })

  expect(await exchange(proxy, 'x')).toMatchObject({ text: '', ending: 'reset' })
})

test('slicer: all of it comes, in many pieces with a pause between them', async () => {
  const proxy = await openProxy()
  await add(proxy, { type: 'slicer', average_size: 100, size_variation: 20, delay: 5000 })
  const text = Array.from({ length: 200 }, (_, index) => String(index).padStart(5)).join('')
  const heard = await exchange(proxy, text)

  expect(heard.text).toBe(text)
  expect(heard.chunks).toBeGreaterThanOrEqual(5)
  expect(heard.totalMs).toBeGreaterThanOrEqual(40)
})

test('limit_data: so many bytes come, then the connection is closed', async () => {
  const proxy = await openProxy()
  await add(proxy, { type: 'limit_data', bytes: 1000 })

  expect((await exchange(proxy, 'x'.repeat(5000))).text).toHaveLength(1000)
})

test('down: connections are cut off and new ones refused; up again on the same address', async () => {
  const proxy = await openProxy((socket) => socket.write('hello'))
  const [host = '', port = ''] = proxy.address.split(':')
  const socket = connect(Number(port), host)
  await once(socket, 'data')
  await add(proxy, { type: 'down' })
  await once(socket, 'close')
  const refused = await exchange(proxy, 'x')
  await proxy.remove('down-downstream')
  const again = connect(Number(port), host)
  onTestFinished(() => void again.destroy())

  expect(refused.ending).toBe('refused')
  expect(String((await once(again, 'data'))[0])).toBe('hello')
  expect(proxy.open()).toBe(1)
})

test('a toxic put in place and taken away: it works on a connection that is open', async () => {
  const proxy = await openProxy()
  const [host = '', port = ''] = proxy.address.split(':')
  const socket = connect(Number(port), host)
  onTestFinished(() => void socket.destroy())
  const ask = async (text: string): Promise<number> => {
    const startedAt = performance.now()
    const answered = once(socket, 'data')
    socket.write(text)
    expect(String((await answered)[0])).toBe(text)
    return performance.now() - startedAt
  }
  await ask('one')
  await add(proxy, { type: 'latency', latency: 120 }, 'upstream')
  const slow = await ask('two')
  await proxy.remove('latency-upstream')
  const fast = await ask('three')

  expect(slow).toBeGreaterThanOrEqual(119)
  expect(fast).toBeLessThan(slow)
})

test('a toxicity of one half: about half of the connections, the same ones for the same seed', async () => {
  const outcomes = async (): Promise<string> => {
    const proxy = await openProxy()
    await add(proxy, { type: 'reset_peer' }, 'downstream', 0.5)
    let text = ''
    for (let index = 0; index < 40; index += 1)
      text += (await exchange(proxy, 'x')).ending === 'reset' ? 'r' : '.'
    return text
  }
  const first = await outcomes()

  expect(first.replaceAll('.', '').length).toBeGreaterThan(10)
  expect(first.replaceAll('r', '').length).toBeGreaterThan(10)
  expect(await outcomes()).toBe(first)
})

test('a server that does not read: the client can send no more than what fits on the way', async () => {
  const proxy = await openProxy((socket) => socket.pause())
  const [host = '', port = ''] = proxy.address.split(':')
  const socket = connect(Number(port), host)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  const piece = Buffer.alloc(1_000_000)
  let sent = 0
  // Whatever a kernel buffers on four ends, it is less than 64 MB.
  for (let stuck = false; !stuck && sent < 64; sent += 1) {
    const isTaken = socket.write(piece)
    stuck = !isTaken && !(await drainsWithin(socket, 300))
  }

  expect(sent).toBeLessThan(64)
})

async function drainsWithin(socket: Socket, ms: number): Promise<boolean> {
  try {
    await once(socket, 'drain', { signal: AbortSignal.timeout(ms) })
    return true
  } catch {
    return false
  }
}
