import { once } from 'node:events'
import { connect } from 'node:net'

export interface RawRequest {
  readonly method?: string
  /** As it stands in the request line. */
  readonly target: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string | Uint8Array
}

export interface RawAnswer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Writes a request that no HTTP client would write, and reads the answer until the server closes. */
export async function sendRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  const { method = 'GET', target, headers = [], body = '' } = request
  const length = Buffer.byteLength(body)
  const isFramed = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(headers.some(([name]) => name.toLowerCase() === 'host') ? [] : ['Host: localhost']),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(length > 0 && !isFramed ? [`Content-Length: ${String(length)}`] : []),
    'Connection: close',
  ]
  return sendBytes(
    port,
    Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]),
  )
}

/** Writes bytes as they are and reads the answer until the server closes. */
export async function sendBytes(port: number, bytes: Uint8Array): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  // A server that closes while we still write resets the connection: what it said before still counts.
  socket.on('error', () => undefined)
  socket.write(bytes)
  await once(socket, 'close')
  return readAnswer(Buffer.concat(chunks).toString('utf8'))
}

function readAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers, body: text.slice(end + 4) }
}
