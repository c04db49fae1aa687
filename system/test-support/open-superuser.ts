import { DatabaseError, openInstaller, type OpenInstaller } from '../platform/database/with-installer.ts'

type Row = Readonly<Record<string, unknown>>
type Answer =
  { readonly ok: true; readonly rows: readonly Row[] } | { readonly ok: false; readonly sqlstate: string }

/** A superuser's session for tests, in which a refusal can be looked at instead of thrown. */
export interface Superuser extends OpenInstaller {
  ask(statement: string, values?: readonly unknown[]): Promise<Answer>
  rows(statement: string, values?: readonly unknown[]): Promise<readonly Row[]>
}

/** Opens a session as whoever `url` names. Close it with `close()`. */
export async function openSuperuser(url: string): Promise<Superuser> {
  const installer = await openInstaller(url)
  const rows = async (statement: string, values?: readonly unknown[]): Promise<readonly Row[]> => {
    const result = await (values === undefined
      ? installer.query<Row>(statement)
      : installer.query<Row>(statement, [...values]))
    // Several statements in one message give a list of results; the last one is the answer.
    return (Array.isArray(result) ? (result as (typeof result)[]).at(-1)?.rows : result.rows) ?? []
  }
  const ask = async (statement: string, values?: readonly unknown[]): Promise<Answer> => {
    try {
      return { ok: true, rows: await rows(statement, values) }
    } catch (error) {
      if (error instanceof DatabaseError) return { ok: false, sqlstate: error.code ?? 'XX000' }
      throw error
    }
  }
  return Object.assign(installer, { ask, rows })
}
