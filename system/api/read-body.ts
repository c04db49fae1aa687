import type { IncomingMessage } from 'node:http'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { requireStorable } from './require-storable.ts'
import { InvalidRequestError } from './route.ts'

/** The most a body may hold. */
export const BODY_BYTES_MAX = 65_536

const MEDIA_TYPE_PATTERN = /^application\/json[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*"?utf-8"?[ \t]*)?$/i

/**
 * Reads a request's body: JSON in UTF-8, at most 64 KiB, that the database can store as it is.
 *
 * @throws {EasyFlowError} ERR_MEDIA_TYPE, ERR_BODY_TOO_LARGE, ERR_BODY_INVALID or ERR_REQUEST_TIMEOUT.
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  requireMediaType(request)
  const bytes = await readBytes(request)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    // The parser's message quotes the body.
    throw new InvalidRequestError('ERR_BODY_INVALID', [{ path: '', message: 'Not JSON in UTF-8' }])
  }
  requireStorable(value)
  return value
}

function requireMediaType({ headersDistinct: headers }: IncomingMessage): void {
  const types = headers['content-type'] ?? []
  const encodings = headers['content-encoding'] ?? []
  const isPlain = encodings.every((encoding) => encoding.toLowerCase() === 'identity')
  if (types.length === 1 && MEDIA_TYPE_PATTERN.test(types[0] ?? '') && isPlain) return
  throw new EasyFlowError('ERR_MEDIA_TYPE', 'Send application/json in UTF-8, not compressed')
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > BODY_BYTES_MAX) throw tooLarge()
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const chunks: Uint8Array[] = []
  let length = 0
  request.on('data', (chunk: Uint8Array) => {
    length += chunk.byteLength
    if (length <= BODY_BYTES_MAX) chunks.push(chunk)
    else reject(tooLarge())
  })
  let hasEnded = false
  request.once('end', () => {
    hasEnded = true
    resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
  })
  // The connection is gone, or the server's time limit closed it: nobody reads the answer.
  const onLoss = (): void => {
    if (!hasEnded) reject(notArrived())
  }
  request.once('error', onLoss)
  request.once('close', onLoss)
  return promise
}

function tooLarge(): EasyFlowError {
  return new EasyFlowError('ERR_BODY_TOO_LARGE', `A body holds ${String(BODY_BYTES_MAX)} bytes at most`)
}

function notArrived(): EasyFlowError {
  return new EasyFlowError('ERR_REQUEST_TIMEOUT', 'The body did not arrive')
}
