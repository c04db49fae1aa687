import { connect } from 'node:net'

/** What a server, or what is before it, did with the first request of its protocol. */
export interface ServerAnswer {
  /** whole: the answer is all there. cut: closed before that. silent: nothing more came in time. */
  readonly outcome: 'whole' | 'cut' | 'reset' | 'refused' | 'silent'
  readonly elapsedMs: number
  readonly sentBytes: number
  readonly bytes: number
  /** In how many pieces it came. */
  readonly pieces: number
}

interface Protocol {
  readonly request: Buffer
  readonly isWhole: (answer: Buffer) => boolean
}

/** ApiVersions of version 0, without a client id: a broker answers it to whoever has not yet said who he is. */
const apiVersions = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff])
/** "May this be encrypted?", which is answered by one letter. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

const protocols: Readonly<Record<'kafka' | 'postgres' | 'issuer', Protocol>> = {
  kafka: {
    request: apiVersions,
    isWhole: (answer) => answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(),
  },
  postgres: { request: sslRequest, isWhole: (answer) => answer.length >= 1 },
  issuer: {
    request: Buffer.from('GET /jwks HTTP/1.1\r\nHost: issuer\r\nConnection: close\r\n\r\n'),
    isWhole: (answer) => /"keys":\[.*\]\s*\}/.test(answer.toString()),
  },
}

/**
 * Connects to `address` and asks what anybody may ask. Never throws for what the other side does.
 *
 * @param withinMs how long nothing may come before it is called silent; default 4,000.
 */
export function probeServer(
  server: keyof typeof protocols,
  address: string,
  withinMs = 4000,
): Promise<ServerAnswer> {
  const { request, isWhole } = protocols[server]
  const [host = '', port = ''] = address.split(':')
  const startedAt = performance.now()
  const socket = connect({ host, port: Number(port), noDelay: true })
  const { promise, resolve } = Promise.withResolvers<ServerAnswer>()
  let answer = Buffer.alloc(0)
  let pieces = 0
  const done = (outcome: ServerAnswer['outcome']): void => {
    const elapsedMs = performance.now() - startedAt
    resolve({ outcome, elapsedMs, sentBytes: request.length, bytes: answer.length, pieces })
  }
  socket.setTimeout(withinMs, () => done('silent'))
  socket.on('data', (bytes: Buffer) => {
    answer = Buffer.concat([answer, bytes])
    pieces += 1
    if (isWhole(answer)) done('whole')
  })
  socket.on('error', (error: NodeJS.ErrnoException) =>
    done(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'),
  )
  socket.on('close', () => done('cut'))
  socket.write(request)
  return promise.finally(() => socket.destroy())
}
