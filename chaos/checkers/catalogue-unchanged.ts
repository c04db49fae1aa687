import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import { unread } from './read-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/**
 * Invariant: the walls are made of the same after the run as before: policies, flags, grants, roles, functions,
 * triggers, ACLs of the broker. It is how a fault is seen that was said to be healed and is not.
 */
export function checkCatalogueUnchanged({ witnesses: { catalogue } }: RecordedRun): Verdict {
  if (!catalogue.isRead) return unread('catalogue', catalogue.reason)
  const changes = catalogue.rows.map(({ object, before, after }) => {
    if (before === null) return `catalogue changed: ${object} is new: ${after ?? ''}`
    if (after === null) return `catalogue changed: ${object} is gone; it was ${before}`
    return `catalogue changed: ${object} was ${before} and is ${after}`
  })
  return conclude(catalogue.objects, changes, 'The catalogue is empty')
}
