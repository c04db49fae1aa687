import { Client, DatabaseError } from 'pg'

/** What one statement of an attack gave. */
export type StatementAnswer =
  | { readonly ok: true; readonly rowCount: number }
  | { readonly ok: false; readonly sqlstate: string; readonly message: string }

export interface TriedStatements {
  readonly answers: readonly StatementAnswer[]
  /** Every byte that came back: rows, notices, notifications, error texts. */
  readonly seen: string
}

/**
 * Runs `statements` one after the other on one fresh connection, as whoever `url` names, and hangs up: what is open
 * then is rolled back.
 *
 * @param options `before`: what somebody else has done on the connection; a refusal of it is an error of ours.
 *   `goesOn`: also after a refusal; default, the first one ends it.
 */
export async function tryStatements(
  url: string,
  statements: readonly string[],
  options: {
    readonly before?: readonly { readonly text: string; readonly values?: readonly unknown[] }[]
    readonly goesOn?: boolean
  } = {},
): Promise<TriedStatements> {
  const client = new Client({
    connectionString: url,
    application_name: 'easyflow-chaos',
    connectionTimeoutMillis: 3000,
  })
  const seen: string[] = []
  client.on('error', () => undefined)
  client.on('notice', (notice) => seen.push(JSON.stringify(notice)))
  client.on('notification', (message) => seen.push(JSON.stringify(message)))
  await client.connect()
  try {
    for (const { text, values } of options.before ?? []) await client.query(text, [...(values ?? [])])
    const answers: StatementAnswer[] = []
    for (const statement of statements) {
      const answer = await tryOne(client, statement, seen)
      answers.push(answer)
      if (!answer.ok && options.goesOn !== true) break
    }
    return { answers, seen: seen.join('\n') }
  } finally {
    await client.end()
  }
}

async function tryOne(client: Client, statement: string, seen: string[]): Promise<StatementAnswer> {
  try {
    const { rows, rowCount } = await client.query<Record<string, unknown>>(statement)
    seen.push(JSON.stringify(rows))
    return { ok: true, rowCount: rowCount ?? 0 }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    seen.push(JSON.stringify([error.message, error.detail, error.hint, error.where]))
    return { ok: false, sqlstate: error.code ?? 'XX000', message: error.message }
  }
}
