import { Pool } from 'pg'
import { connectionOf } from './connection-of.ts'
import { startupOptions } from './startup-options.ts'

export type { Pool } from 'pg'

export interface PoolOptions {
  /** postgres://user:password@host:port/database */
  readonly url: string
  /** Connections at most. */
  readonly max: number
  readonly applicationName: string
  /** Told of an idle connection that broke: its error code and nothing else. */
  readonly onError: (code: string) => void
  /** A statement that takes longer is cancelled by the server. Default 15,000. */
  readonly statementTimeoutMs?: number
  /** How long to wait for a connection. Default 3,000. */
  readonly connectTimeoutMs?: number
}

/** Opens a pool of connections for a data-plane login. Connects on first use; end it with `pool.end()`. */
export function openPool(options: PoolOptions): Pool {
  const pool = new Pool({
    ...connectionOf(options.url),
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 3000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    options: startupOptions({ statementTimeoutMs: options.statementTimeoutMs ?? 15_000 }),
  })
  // Without a listener an idle connection that the server ends would end this process.
  pool.on('error', (error: Error & { code?: string }) => {
    options.onError(error.code ?? error.name)
  })
  return pool
}
