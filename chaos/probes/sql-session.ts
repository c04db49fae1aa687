import { Client, DatabaseError } from 'pg'

/** What one statement gave: rows, or the SQLSTATE with which it was refused. */
export type SqlAnswer =
  | {
      readonly ok: true
      readonly rows: readonly Readonly<Record<string, unknown>>[]
      readonly rowCount: number
    }
  | { readonly ok: false; readonly sqlstate: string; readonly message: string }

/** A database session of the harness's own, with none of the system's care. */
export interface SqlSession {
  /** Runs a statement. A refusal is an answer; a lost connection is the SQLSTATE 08006. */
  ask(statement: string, values?: readonly unknown[]): Promise<SqlAnswer>
  /** Runs a statement that must work. @throws {Error} naming the SQLSTATE. */
  rows(statement: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
  close(): Promise<void>
}

/** A session that outlives its server. */
export interface LastingSession extends SqlSession {
  /** Cancels what it is waiting for at the moment, from another connection; the next statement is as any other. */
  interrupt(): Promise<void>
}

/** Connects as whoever `url` names. */
export async function openSqlSession(url: string): Promise<SqlSession> {
  return (await connect(url)).session
}

/** admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped; and every failure of a connection. */
const LAST_WORDS = /^(57P0|08)/

/** Far longer than any statement of ours takes. Who holds a lock for longer is answered with 57014. */
const STATEMENT_WITHIN_MS = 20_000
/** For a server that does not answer at all: it stands still. */
const ANSWER_WITHIN_MS = 25_000

/** The same, and connects anew for a statement that comes after the connection was lost: a server was killed. */
export async function openLastingSession(url: string): Promise<LastingSession> {
  let current = connect(url)
  await current
  const reach = async (): Promise<SqlSession> => {
    const connection = await current.catch(() => undefined)
    if (connection !== undefined && !connection.isOver()) return connection.session
    current = connect(url)
    return (await current).session
  }
  const ask = async (statement: string, values?: readonly unknown[]): Promise<SqlAnswer> => {
    try {
      return await (await reach()).ask(statement, values)
    } catch (error) {
      return lost(error)
    }
  }
  return {
    ask,
    rows: rowsOf(ask),
    interrupt: async () => {
      const connection = await current.catch(() => undefined)
      if (connection === undefined || connection.isOver()) return
      // Whether there was anything to cancel is nobody's business, nor whether the server is there.
      await cancel(url, connection.pid()).catch(() => undefined)
    },
    close: async () => (await current.catch(() => undefined))?.session.close(),
  }
}

async function cancel(url: string, pid: unknown): Promise<void> {
  const session = await openSqlSession(url)
  await session.ask('select pg_cancel_backend($1)', [pid]).finally(() => session.close())
}

interface Connection {
  readonly session: SqlSession
  readonly isOver: () => boolean
  /** Of the backend. */
  readonly pid: () => unknown
}

async function connect(url: string): Promise<Connection> {
  const client = new Client({
    connectionString: url,
    application_name: 'easyflow-chaos',
    connectionTimeoutMillis: 3000,
    statement_timeout: STATEMENT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  })
  let isOver = false
  client.on('error', () => (isOver = true))
  client.on('end', () => (isOver = true))
  await client.connect()
  const ask = async (statement: string, values?: readonly unknown[]): Promise<SqlAnswer> => {
    try {
      // With no values the simple protocol is used, which takes several statements at once, as an attacker would.
      const result = await (values === undefined
        ? client.query(statement)
        : client.query(statement, [...values]))
      const last = Array.isArray(result) ? (result as (typeof result)[]).at(-1) : result
      return {
        ok: true,
        rows: (last?.rows ?? []) as Record<string, unknown>[],
        rowCount: last?.rowCount ?? 0,
      }
    } catch (error) {
      const isRefusal = error instanceof DatabaseError
      // After its last words the server hangs up, and the client takes a moment to notice.
      if (!isRefusal || LAST_WORDS.test(error.code ?? '')) isOver = true
      return isRefusal ? { ok: false, sqlstate: error.code ?? 'XX000', message: error.message } : lost(error)
    }
  }
  return {
    session: { ask, rows: rowsOf(ask), close: () => client.end() },
    isOver: () => isOver,
    // It is there, but not among the types of pg.
    pid: () => Reflect.get(client, 'processID') as unknown,
  }
}

const rowsOf =
  (ask: SqlSession['ask']): SqlSession['rows'] =>
  async (statement, values) => {
    const answer = await ask(statement, values)
    if (answer.ok) return answer.rows
    throw new Error(`A statement of the harness was refused with ${answer.sqlstate}: ${answer.message}`)
  }

const lost = (error: unknown): SqlAnswer => ({
  ok: false,
  sqlstate: '08006',
  message: error instanceof Error ? error.message : String(error),
})
