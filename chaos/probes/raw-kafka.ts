import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A connection to a broker that keeps to no rule of a client: it never shows its token again, whatever it was told. */
export interface RawKafka {
  /** Presents a token as OAUTHBEARER. @throws {Error} when the broker does not take it. */
  readonly authenticate: (token: string) => Promise<void>
  /** Asks for a topic's metadata. @returns whether an answer came: false when the broker hung up instead. */
  readonly ask: (topic: string) => Promise<boolean>
  /** Writes bytes as they are. @returns whether an answer came. */
  readonly write: (bytes: Uint8Array) => Promise<boolean>
  readonly close: () => void
}

const SASL_HANDSHAKE = 17
const SASL_AUTHENTICATE = 36
const METADATA = 3
const ANSWER_WITHIN_MS = 3000

/** Connects to `broker`, "host:port", and says nothing yet. */
export async function openRawKafka(broker: string): Promise<RawKafka> {
  const { hostname, port } = new URL(`tcp://${broker}`)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const request = (key: number, body: Buffer): Promise<Buffer | undefined> =>
    exchange(socket, frame(key, body))
  return {
    async authenticate(token) {
      const handshake = await request(SASL_HANDSHAKE, textOf('OAUTHBEARER'))
      if (handshake?.readInt16BE(4) !== 0) throw new Error('The broker refuses OAUTHBEARER')
      const message = Buffer.from(`n,,\u0001auth=Bearer ${token}\u0001\u0001`)
      const answer = await request(SASL_AUTHENTICATE, Buffer.concat([int32(message.length), message]))
      if (answer?.readInt16BE(4) !== 0) throw new Error('The broker does not take this token')
    },
    ask: async (topic) => (await request(METADATA, Buffer.concat([int32(1), textOf(topic)]))) !== undefined,
    write: async (bytes) => (await exchange(socket, bytes)) !== undefined,
    close: () => socket.destroy(),
  }
}

/** @returns undefined when the broker hung up. @throws {Error} when it is silent. */
async function exchange(socket: Socket, bytes: Uint8Array): Promise<Buffer | undefined> {
  if (socket.destroyed || socket.readableEnded) return undefined
  const patience = new AbortController()
  const chunks: Buffer[] = []
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>()
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk)
    const all = Buffer.concat(chunks)
    // A length, and then that much: the correlation id first.
    if (all.length >= 4 && all.length >= 4 + all.readInt32BE(0)) resolve(all.subarray(4))
  }
  const onEnd = (): void => resolve(undefined)
  socket.on('data', onData).once('end', onEnd).once('close', onEnd)
  try {
    socket.write(bytes)
    const late = delay(ANSWER_WITHIN_MS, undefined, { signal: patience.signal }).then(() => {
      throw new Error(`The broker is silent for ${ANSWER_WITHIN_MS} ms`)
    })
    late.catch(() => undefined)
    return await Promise.race([promise, late])
  } finally {
    patience.abort()
    socket.off('data', onData).off('end', onEnd).off('close', onEnd)
  }
}

/** A request of version 1 with a header of version 1. */
function frame(key: number, body: Buffer): Buffer {
  const header = Buffer.concat([int16(key), int16(1), int32(7), textOf('easyflow-chaos')])
  return Buffer.concat([int32(header.length + body.length), header, body])
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const textOf = (text: string): Buffer => Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)])
