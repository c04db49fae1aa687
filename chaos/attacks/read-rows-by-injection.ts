import { z } from 'zod'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import { outcomeOf } from '../workloads/start-traffic.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack } from './define-attack.ts'
import { injectSql } from './inject-sql.ts'
import { nameRefusal } from './name-refusal.ts'

/** Reads the victim's customers by SQL injected into the api that stands in; as whom it ran comes back as well. */
export const readRowsByInjection = defineAttack({
  name: 'read-rows-by-injection',
  options: z.strictObject({
    attacker: tenantOption,
    victim: tenantOption,
    /** login: nobody's rows, only who it is that asks. */
    reads: z.enum(['login', 'customers']),
  }),
  async attack(environment, { attacker, victim, reads }, signal) {
    const statement =
      reads === 'login'
        ? "select 'it ran as ' || session_user as proof"
        : `select * from ${dataSchemaOf(victim)}.customers`
    const answer = await injectSql(environment, { attacker, statement, signal })
    const ran = /it ran as \w+/.exec(answer.text)?.[0]
    const met = nameRefusal(answer)
    return {
      refusedBy: met.refusedBy,
      answer: ran === undefined ? met.answer : `${met.answer}, ${ran}`,
      seen: [{ by: attacker, text: `${JSON.stringify(answer.headers)}${answer.text}` }],
      asked: [{ tenant: attacker, marker: environment.marker, outcome: outcomeOf(answer) }],
    }
  },
})
