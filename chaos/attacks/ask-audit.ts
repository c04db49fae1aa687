import { z } from 'zod'
import { auditReportSchema } from '../../system/contracts/audit-report.ts'
import { runEasyflow } from '../probes/spawn-easyflow.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack } from './define-attack.ts'

/** Of its own words, for the record. */
const SAID_MAX = 200

/** Asks the operator's own audit what it finds about a tenant: the names of the lints, or nothing. Nobody refuses anything. */
export const askAudit = defineAttack({
  name: 'ask-audit',
  options: z.strictObject({ about: tenantOption }),
  async attack({ access }, { about }) {
    const { answer, said } = await runEasyflow(access.system.status(), ['audit', '--json'])
    // It looks at nothing when its own lints are not what they were: that is an answer too.
    if (answer === '')
      return { refusedBy: 'none', answer: `it did not look: ${said.slice(0, SAID_MAX)}`, seen: [] }
    const { findings } = auditReportSchema.parse(JSON.parse(answer))
    const lints = [
      ...new Set(findings.filter(({ tenant }) => tenant === about).map(({ lint }) => lint)),
    ].toSorted()
    return { refusedBy: 'none', answer: lints.length === 0 ? 'nothing' : lints.join(', '), seen: [] }
  },
})
