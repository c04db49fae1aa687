import { z } from 'zod'
import { executionStatuses } from '../../system/contracts/execution.ts'
import type { WitnessedExecution } from '../probes/read-executions.ts'
import { waitFor } from '../wait-for.ts'
import { defineAttack } from './define-attack.ts'
import { namedOptions, readNamedExecutions } from './named-executions.ts'

/** Far longer than anything takes here, for the sake of a busy machine. */
const WITHIN_MS = 20_000

/**
 * Looks at what has become of executions that were asked for by name: status, attempts and effects, as the
 * database has them. Reading afterwards, it can say that somebody refused only by what was left as it was.
 */
export const lookAtExecutions = defineAttack({
  name: 'look-at-executions',
  isOrdinary: true,
  options: z.strictObject({
    ...namedOptions,
    /** Waits until all of them have this status, and looks then, or when it waited in vain. Default: looks at once. */
    awaits: z.enum(executionStatuses).optional(),
    /** For how long it waits. Default 20,000. */
    withinMs: z.number().positive().optional(),
    /** They were to be moved, and whoever is named here is to thank if all of them still have this status. */
    kept: z.strictObject({ as: z.enum(executionStatuses), by: z.enum(['worker', 'database']) }).optional(),
  }),
  async attack(environment, options, signal) {
    const { tenant, awaits, withinMs = WITHIN_MS, kept } = options
    let rows = await readNamedExecutions(environment, options)
    const all = (status: string): boolean => rows.length > 0 && rows.every((row) => row.status === status)
    if (awaits !== undefined) {
      const look = async (): Promise<boolean> => {
        rows = await readNamedExecutions(environment, options)
        return all(awaits)
      }
      // What it is instead is an answer, and no failure of the harness.
      await waitFor(`them to be ${awaits}`, signal, look, withinMs).catch(() => signal.throwIfAborted())
    }
    return {
      refusedBy: kept !== undefined && all(kept.as) ? kept.by : 'none',
      answer: describeRows(rows, tenant),
      seen: [],
    }
  },
})

/** "COMPLETE, 2 attempts, 1 effects", or each of several with how many they are. */
function describeRows(rows: readonly WitnessedExecution[], owner: string): string {
  if (rows.length === 0) return 'not there'
  const groups = Map.groupBy(rows, ({ tenant, status, attempt, effects }) => {
    const whose = tenant === owner ? '' : `, with ${tenant}`
    return `${status}, ${attempt} attempts, ${effects} effects${whose}`
  })
  if (groups.size === 1) return [...groups.keys()].join('')
  return [...groups].map(([kind, { length }]) => `${length} x ${kind}`).join('; ')
}
