import { isAbsolute } from 'node:path'
import { isLoopbackHost } from './is-loopback-host.ts'

/** Where a Postgres is, as whom it is reached, and how it is known to be the one that is meant. */
export interface DatabaseAddress {
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** Absent: plain text, on the loopback only. `authority` is a PEM file, or `system` for what Node trusts. */
  readonly tls?: { readonly authority: string }
}

const FORM =
  /^postgres(?:ql)?:\/\/([^:@/?#\s]+)(?::([^:@/?#\s]*))?@(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?\/([^/?#\s]+)(?:\?([^?#\s]*))?$/
const PARAMETERS = new Set(['sslmode', 'sslrootcert'])

/**
 * Reads `postgres://user:password@host:port/database`, by a grammar of its own: a client may take the host
 * from a parameter, the environment or an escape, decide on TLS by any of ten words, and understand some of
 * them as "do not look at the certificate". What is not exactly as described here is refused: one host (no
 * socket, no list), no parameters but sslmode (disable or verify-full) and sslrootcert (an absolute path, or
 * `system`). Off the loopback, verify-full with sslrootcert is demanded.
 *
 * @throws {TypeError} saying what is wrong with it, without a value.
 */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  const [, user = '', password = '', host = '', port = '5432', database = '', query = ''] =
    FORM.exec(url) ?? []
  if (user === '') {
    throw new TypeError(
      'is not of the form postgres://user:password@host:port/database (one host, no socket, other characters as %XX)',
    )
  }
  if (Number(port) < 1 || Number(port) > 65_535) throw new TypeError('names a port that cannot be')
  const tls = readTls(query, isLoopbackHost(host))
  return {
    host: host.replace(/^\[(.+)\]$/, '$1'),
    port: Number(port),
    user: decode(user),
    password: decode(password),
    database: decode(database),
    ...(tls === undefined ? {} : { tls }),
  }
}

/** Writes such a URL, so that reading it gives the same address. */
export function formatDatabaseUrl(address: DatabaseAddress): string {
  const { host, port, user, password, database, tls } = address
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  const query =
    tls === undefined ? '' : `?sslmode=verify-full&sslrootcert=${encodeURIComponent(tls.authority)}`
  const written = host.includes(':') ? `[${host}]` : host
  return `postgres://${login}@${written}:${String(port)}/${encodeURIComponent(database)}${query}`
}

function readTls(query: string, isOnLoopback: boolean): DatabaseAddress['tls'] {
  const given = [...new URLSearchParams(query)]
  const parameters = new Map(given)
  if (given.length !== parameters.size) throw new TypeError('names a parameter twice')
  const others = [...parameters.keys()].filter((name) => !PARAMETERS.has(name))
  if (others.length > 0) throw new TypeError('has parameters other than sslmode and sslrootcert')
  const mode = parameters.get('sslmode') ?? 'disable'
  const authority = parameters.get('sslrootcert')
  if (mode !== 'disable' && mode !== 'verify-full') {
    throw new TypeError('has an sslmode other than disable and verify-full: the rest do not verify')
  }
  if (mode === 'disable') {
    if (!isOnLoopback) {
      throw new TypeError('is off the loopback and so needs sslmode=verify-full and sslrootcert')
    }
    if (authority !== undefined) throw new TypeError('has an sslrootcert and no sslmode=verify-full')
    return undefined
  }
  if (authority === undefined) throw new TypeError('has sslmode=verify-full and no sslrootcert')
  if (authority !== 'system' && !isAbsolute(authority)) {
    throw new TypeError('has an sslrootcert that is neither an absolute path nor "system"')
  }
  return { authority }
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text)
    if (!decoded.includes('\0')) return decoded
  } catch {
    // A lone % is no escape: the message below is for it too.
  }
  throw new TypeError('has an escape that is none')
}
