import { connect } from 'node:net'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

/** One HTTP answer as it lay on the wire. */
export interface WireAnswer {
  readonly status: number
  readonly body: string
}

export interface WireExchange {
  /** In their order; more than one when a server took what it was sent for several requests. */
  readonly answers: readonly WireAnswer[]
  /** Every byte that came back. */
  readonly text: string
  /** Whether the server closed the connection, or else was waited for in vain. */
  readonly isClosed: boolean
}

/**
 * Writes bytes as they are, and reads until the server closes or is silent.
 *
 * @param options `silentForMs`: how long it may be silent, default 400. `pieces`: each written after the pause.
 */
export async function sendBytes(
  baseUrl: string,
  pieces: readonly (string | Uint8Array)[],
  options: { readonly silentForMs?: number; readonly pauseMs?: number } = {},
): Promise<WireExchange> {
  const { silentForMs = 400, pauseMs = 0 } = options
  const { hostname, port } = new URL(baseUrl)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  let isClosed = false
  // A server that closes while we still write resets the connection: what it said before still counts.
  socket.on('error', () => undefined)
  const closed = once(socket, 'close').then(() => (isClosed = true))
  try {
    await once(socket, 'connect')
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    for (const piece of pieces) {
      if (socket.writable) socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)
      if (pauseMs > 0) await Promise.race([closed, delay(pauseMs)])
    }
    socket.setTimeout(silentForMs)
    await Promise.race([closed, once(socket, 'timeout')])
  } finally {
    socket.destroy()
  }
  const text = Buffer.concat(chunks).toString('latin1')
  return { answers: readAnswers(text), text, isClosed }
}

/** Every answer of ours says how long it is. */
function readAnswers(text: string): readonly WireAnswer[] {
  const answers: WireAnswer[] = []
  let rest = text
  for (;;) {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(rest)?.[1]
    const end = rest.indexOf('\r\n\r\n')
    if (status === undefined || end < 0) return answers
    const length = Number(/^content-length: (\d+)/im.exec(rest.slice(0, end))?.[1] ?? 0)
    answers.push({ status: Number(status), body: rest.slice(end + 4, end + 4 + length) })
    rest = rest.slice(end + 4 + length)
  }
}
