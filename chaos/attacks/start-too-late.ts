import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { openTenantFunctions } from '../probes/tenant-functions.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack } from './define-attack.ts'
import { newSubmission } from './new-submission.ts'

/** How long a caller of realtime waits here: over as soon as it is asked for again. */
const START_WITHIN_MS = 10
/** Short, so that somebody else goes on soon with what should never have been claimed. */
const LEASE_MS = 300

/** Claims a realtime execution that was to start at once, after the moment until which its caller was told it would. */
export const startTooLate = defineAttack({
  name: 'start-too-late',
  options: z.strictObject({ tenant: tenantOption }),
  async attack({ access, marker }, { tenant }, signal) {
    const functions = await openTenantFunctions(access, tenant)
    try {
      const submission = newSubmission({ marker, mode: 'realtime', startWithinMs: START_WITHIN_MS })
      await functions.asCaller('submit', [submission])
      await delay(2 * START_WITHIN_MS, undefined, { signal })
      const claimed = await functions.asWorker('claim', [
        submission.executionId,
        'chaos-late-worker',
        LEASE_MS,
      ])
      return {
        refusedBy: claimed === null ? 'database' : 'none',
        answer: claimed === null ? 'nothing to claim' : 'claimed',
        seen: [],
        asked: [{ tenant, marker, outcome: 'perhaps' }],
      }
    } finally {
      await functions.close()
    }
  },
})
