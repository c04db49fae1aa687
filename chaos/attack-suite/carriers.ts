import { callHttp, type HttpAnswer, type HttpCall } from '../probes/call-http.ts'
import { openSqlSession, type SqlAnswer } from '../probes/sql-session.ts'
import { nameRefusal } from '../attacks/name-refusal.ts'
import { setTimeout as delay } from 'node:timers/promises'
import type { Bench } from './open-bench.ts'
import type { SuiteMet } from './suite-attack.ts'

/** How often a request is sent that met a limit or an outage instead of an answer. */
const TRIES_MAX = 12

/**
 * Sends a request to whichever api stands in. A rate limit or an outage says nothing of the attack: it is sent again.
 *
 * @throws {Error} when no other answer comes, which makes the attack unknown.
 */
export async function sendHttp(bench: Bench, call: HttpCall, signal: AbortSignal): Promise<SuiteMet> {
  for (let tries = 1; ; tries += 1) {
    const answer = await callHttp(bench.stage.apiUrl(), call)
    if (![0, 429, 503].includes(answer.status)) return metOf(answer)
    if (tries === TRIES_MAX)
      throw new Error(`No answer in ${TRIES_MAX} tries: HTTP ${answer.status} ${answer.failure ?? ''}`)
    await delay(Number(answer.headers['retry-after'] ?? 1) * 1000, undefined, { signal })
  }
}

/** What an answer of the api says of who refused. */
export function metOf(answer: HttpAnswer): SuiteMet {
  const { refusedBy, answer: met } = nameRefusal(answer)
  return { refusedBy, answer: met.trim(), text: `${JSON.stringify(answer.headers)}${answer.text}` }
}

/** Takes no transaction round it. */
const BY_ITSELF = /^alter system/

/**
 * Runs a statement on a fresh connection of a login of the data plane. With the login's walls down it is rolled
 * back, for then it works.
 */
export async function sendSql(
  bench: Bench,
  {
    login,
    statement,
    values,
  }: { readonly login: 'api' | 'worker'; readonly statement: string; readonly values?: readonly unknown[] },
): Promise<SuiteMet> {
  const { apiDatabaseUrl, workerDatabaseUrl } = bench.access.addresses
  const session = await openSqlSession(login === 'api' ? apiDatabaseUrl : workerDatabaseUrl)
  try {
    if (bench.removed.includes('login-privileges') && !BY_ITSELF.test(statement)) await session.ask('begin')
    return sqlMetOf(await session.ask(statement, values))
  } finally {
    // The transaction goes with its connection.
    await session.close()
  }
}

function sqlMetOf(answer: SqlAnswer): SuiteMet {
  if (!answer.ok)
    return { refusedBy: 'database', answer: `SQLSTATE ${answer.sqlstate}`, text: answer.message }
  return { refusedBy: 'none', answer: 'ran', text: JSON.stringify(answer.rows) }
}
