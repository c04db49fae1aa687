import { readFileSync } from 'node:fs'
import type { ClientConfig } from 'pg'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { parseDatabaseUrl } from '../config/parse-database-url.ts'

/** Where and how to connect. Complete: nothing is left for the client to take from its environment. */
export type Connection = Required<
  Pick<ClientConfig, 'host' | 'port' | 'user' | 'password' | 'database' | 'ssl'>
>

/**
 * Reads a database URL for node-postgres, which is never given the URL itself: it would let parameters and
 * PG… variables override the host, and takes some values of sslmode for "do not verify".
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID for a URL or a file of authorities that cannot be used.
 */
export function connectionOf(url: string): Connection {
  try {
    const { tls, ...where } = parseDatabaseUrl(url)
    if (tls === undefined) return { ...where, ssl: false }
    // Whom the certificate must name, an address too, the client adds itself.
    const authority = tls.authority === 'system' ? {} : { ca: readFileSync(tls.authority, 'utf8') }
    return { ...where, ssl: { ...authority, rejectUnauthorized: true, minVersion: 'TLSv1.2' } }
  } catch (cause) {
    const reason = cause instanceof TypeError ? cause.message : 'has an sslrootcert that cannot be read'
    throw new EasyFlowError('ERR_SETTINGS_INVALID', `The URL of the database ${reason}`, { cause })
  }
}
