import { readPath, type HttpAnswer } from '../probes/call-http.ts'
import { defineAttack } from './define-attack.ts'
import { injectSql } from './inject-sql.ts'
import { sqlListOptions, trySqlList } from './try-sql-list.ts'

/** Tries the whole list of statements by SQL injected into the api that stands in. */
export const trySqlByInjection = defineAttack({
  name: 'try-sql-by-injection',
  options: sqlListOptions,
  async attack(environment, options, signal) {
    const met = await trySqlList(environment, { ...options, signal }, async ({ statement, refusedWith }) => {
      const answer = await injectSql(environment, { attacker: options.attacker, statement, signal })
      return { met: sqlstateOf(answer, refusedWith), text: answer.text }
    })
    // Each statement came in an execution of the attacker's own; which of them were accepted is of no matter.
    return { ...met, asked: [{ tenant: options.attacker, marker: environment.marker, outcome: 'perhaps' }] }
  },
})

function sqlstateOf(answer: HttpAnswer, listed: string | undefined): string | undefined {
  if (answer.status === 202) return undefined
  const sqlstate = readPath(answer.json, 'facts.sqlstate')
  if (typeof sqlstate === 'string') return sqlstate
  // The api tells no more than 500 of an error that is neither a refusal nor an outage: a table that is not there.
  if (answer.status === 500 && listed === '42P01') return listed
  return `HTTP ${answer.status}`
}
