import { z } from 'zod'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import { ACME, GLOBEX, tenantOption } from '../tenant-option.ts'
import { defineAttack } from './define-attack.ts'
import { nameSqlRefusal, onApiLogin } from './on-api-login.ts'

/** Reads a table of the victim's with free SQL on the api's own login. */
export const readRowsOnApiLogin = defineAttack({
  name: 'read-rows-on-api-login',
  options: z.strictObject({
    attacker: tenantOption,
    victim: tenantOption,
    table: z.enum(['customers', 'orders', 'workflow_executions']),
  }),
  matrix: [
    {
      title: "read the victim's rows with free SQL on the api's login",
      options: { attacker: ACME, victim: GLOBEX, table: 'customers' },
      aim: 'read',
    },
  ],
  async attack(environment, { attacker, victim, table }) {
    // The newest first, where there is an order: the canary travels in what the workload just wrote.
    const order = table === 'workflow_executions' ? ' order by created_at desc limit 50' : ''
    const answer = await onApiLogin(environment, (session) =>
      session.ask(`select * from ${dataSchemaOf(victim)}.${table}${order}`),
    )
    return { ...nameSqlRefusal(answer), seen: [{ by: attacker, text: JSON.stringify(answer) }] }
  },
})
