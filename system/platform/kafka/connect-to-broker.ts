import { readFileSync } from 'node:fs'
import { connect, isIP, Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { isLoopbackHost } from '../config/is-loopback-host.ts'
import { isLoopback } from '../config/parse-brokers.ts'

/**
 * Opens a socket to a broker; `onConnect` is told when it may be written to. Without TLS only to the loopback,
 * whatever the other brokers say: they name each other, and the first may be here and send us elsewhere, where
 * a token is not to be read.
 */
export function connectToBroker(options: {
  readonly host: string
  readonly port: number
  /** Absent, in one way or another: plain text. */
  readonly ssl: ConnectionOptions | false | null | undefined
  readonly onConnect: () => void
}): Socket {
  const { host, port, ssl, onConnect } = options
  if (typeof ssl === 'object' && ssl !== null) {
    // An address is no name that a server could choose its certificate by; it is compared all the same.
    return connectTls({ ...ssl, host, port, ...(isIP(host) === 0 ? { servername: host } : {}) }, onConnect)
  }
  if (isLoopbackHost(host)) return connect({ host, port }, onConnect)
  const reason = 'A broker off the loopback is reached by TLS only'
  return new Socket().destroy(Object.assign(new Error(reason), { code: 'ERR_TLS_REQUIRED' }))
}

/**
 * How TLS is spoken with these brokers, or `false`: plain text, when all are on the loopback and no file of
 * authorities is named.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID when that file cannot be read.
 */
export function brokerTlsOf(options: {
  readonly brokers: readonly string[]
  readonly caFile?: string | undefined
}): ConnectionOptions | false {
  const { brokers, caFile } = options
  if (caFile === undefined) return brokers.every(isLoopback) ? false : { minVersion: 'TLSv1.2' }
  try {
    return { ca: readFileSync(caFile, 'utf8'), minVersion: 'TLSv1.2' }
  } catch (cause) {
    throw new EasyFlowError('ERR_SETTINGS_INVALID', 'EASYFLOW_KAFKA_CA_FILE cannot be read', { cause })
  }
}
