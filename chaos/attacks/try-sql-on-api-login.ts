import { defineAttack } from './define-attack.ts'
import { onApiLogin } from './on-api-login.ts'
import { sqlListOptions, trySqlList } from './try-sql-list.ts'

/** Tries the whole list of statements on the api's own login. */
export const trySqlOnApiLogin = defineAttack({
  name: 'try-sql-on-api-login',
  options: sqlListOptions,
  attack(environment, options, signal) {
    return onApiLogin(environment, (session) =>
      trySqlList(environment, { ...options, signal }, async ({ statement }) => {
        const answer = await session.ask(statement)
        await session.ask('rollback; discard all')
        return { met: answer.ok ? undefined : answer.sqlstate, text: JSON.stringify(answer) }
      }),
    )
  },
})
