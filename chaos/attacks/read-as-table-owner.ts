import { z } from 'zod'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import { openSqlSession } from '../probes/sql-session.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack } from './define-attack.ts'

/** Reads a tenant's rows as the role that owns its tables, which row security binds only when it is forced. */
export const readAsTableOwner = defineAttack({
  name: 'read-as-table-owner',
  options: z.strictObject({ tenant: tenantOption }),
  async attack({ access }, { tenant }) {
    const session = await openSqlSession(access.addresses.adminDatabaseUrl)
    try {
      await session.rows('set role easyflow_owner')
      const answer = await session.ask(`select * from ${dataSchemaOf(tenant)}.customers limit 20`)
      if (!answer.ok) return { refusedBy: 'database', answer: `SQLSTATE ${answer.sqlstate}`, seen: [] }
      const isRefused = answer.rowCount === 0
      return {
        refusedBy: isRefused ? 'database' : 'none',
        answer: `${answer.rowCount} rows`,
        seen: [{ by: 'easyflow_owner', text: JSON.stringify(answer.rows) }],
      }
    } finally {
      await session.close()
    }
  },
})
