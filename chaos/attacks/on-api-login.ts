import type { Environment } from '../environment/environment.ts'
import type { Layer } from '../proof-report.ts'
import { openSqlSession, type SqlAnswer, type SqlSession } from '../probes/sql-session.ts'

/** Runs `work` on a fresh connection of the api's own login: what an attacker holds who has taken it. */
export async function onApiLogin<Result>(
  { access }: Environment,
  work: (session: SqlSession) => Promise<Result>,
): Promise<Result> {
  const session = await openSqlSession(access.addresses.apiDatabaseUrl)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

/** What a statement met. No row is a refusal as well: the policies let none through. */
export function nameSqlRefusal(answer: SqlAnswer): { readonly refusedBy: Layer; readonly answer: string } {
  if (!answer.ok) return { refusedBy: 'database', answer: `SQLSTATE ${answer.sqlstate}` }
  return answer.rowCount === 0
    ? { refusedBy: 'database', answer: 'no row' }
    : { refusedBy: 'none', answer: `${answer.rowCount} rows` }
}
