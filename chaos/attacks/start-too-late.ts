import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { dataSchemaOf, functionSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { fetchToken } from '../probes/fetch-token.ts'
import { openSqlSession, type SqlSession } from '../probes/sql-session.ts'
import { openTenantFunctions, type TenantFunctions } from '../probes/tenant-functions.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack, type AttackMet } from './define-attack.ts'
import { newSubmission } from './new-submission.ts'

/** How long a caller of realtime waits here: over soon, and not before the row is held. */
const START_WITHIN_MS = 100
/** Short, so that somebody else goes on soon with what should never have been claimed. */
const LEASE_MS = 300
/** On a busy machine its time may be over before the row is held, and the sweeper has settled it. */
const TRIES_MAX = 10

/**
 * Claims a realtime execution that was to start at once, after the moment until which its caller was told it would. The
 * row is held meanwhile, and claimed by whoever holds it: the sweeper passes it over, which would settle it first.
 */
export const startTooLate = defineAttack({
  name: 'start-too-late',
  options: z.strictObject({ tenant: tenantOption }),
  async attack({ access, marker }, { tenant }, signal) {
    const token = await fetchToken({
      issuerUrl: access.addresses.issuerUrl,
      tenant,
      ...access.system.credentials().issuer.worker,
    })
    const functions = await openTenantFunctions(access, tenant)
    const holder = await openSqlSession(access.addresses.adminDatabaseUrl)
    const asked: Asked[] = []
    try {
      const executionId = await submitAndHold({ functions, holder, tenant, marker, asked })
      await delay(2 * START_WITHIN_MS, undefined, { signal })
      const [row] = await holder.rows(
        `select ${functionSchemaOf(tenant)}.claim($1, $2, 'chaos-late-worker', $3) as claimed`,
        [token, executionId, LEASE_MS],
      )
      await holder.rows('commit')
      const isRefused = row?.['claimed'] === null
      return {
        refusedBy: isRefused ? 'database' : 'none',
        answer: isRefused ? 'nothing to claim' : 'claimed',
        seen: [],
        asked,
      }
    } finally {
      await Promise.all([functions.close(), holder.close()])
    }
  },
})

type Asked = NonNullable<AttackMet['asked']>[number]

/** @returns the execution, QUEUED and locked by the holder's transaction. */
async function submitAndHold(parts: {
  readonly functions: TenantFunctions
  readonly holder: SqlSession
  readonly tenant: TenantId
  readonly marker: string
  readonly asked: Asked[]
}): Promise<string> {
  const { functions, holder, tenant, asked } = parts
  while (asked.length < TRIES_MAX) {
    const marker = `${parts.marker}-${asked.length}`
    asked.push({ tenant, marker, outcome: 'perhaps' })
    const submission = newSubmission({ marker, mode: 'realtime', startWithinMs: START_WITHIN_MS })
    await functions.asCaller('submit', [submission])
    await holder.rows('begin')
    const [row] = await holder.rows(
      `select status from ${dataSchemaOf(tenant)}.workflow_executions where execution_id = $1 for update`,
      [submission.executionId],
    )
    if (row?.['status'] === 'QUEUED') return submission.executionId
    await holder.rows('rollback')
  }
  throw new Error(`Somebody else had settled all of ${TRIES_MAX} executions before they could be held`)
}
