import { z } from 'zod'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import { restoreStatement } from '../faults/mix-tenants.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack } from './define-attack.ts'

/** As a superuser, tries to put executions of one tenant into another's table. Whatever goes in is rolled back. */
export const restoreExecutions = defineAttack({
  name: 'restore-executions',
  options: z.strictObject({ from: tenantOption, into: tenantOption }),
  async attack({ access: { admin } }, { from, into }) {
    const statement = restoreStatement({
      source: `${dataSchemaOf(from)}.workflow_executions`,
      target: `${dataSchemaOf(into)}.workflow_executions`,
      from,
      into,
      relabels: false,
    })
    const answer = await admin.ask(`begin; ${statement}; rollback`)
    if (!answer.ok) await admin.ask('rollback')
    return answer.ok
      ? { refusedBy: 'none', answer: 'the rows went in', seen: [] }
      : { refusedBy: 'database', answer: `SQLSTATE ${answer.sqlstate}`, seen: [] }
  },
})
