import { dataSchemaOf } from '../../system/contracts/names.ts'
import { eventsOf, type EventOf } from '../history/history-event.ts'
import { tenantOption } from '../tenant-option.ts'
import type { Verdict } from '../verdict.ts'
import { conclude } from './conclude.ts'
import type { RecordedRun } from './recorded-run.ts'

/**
 * Invariant: no attack left anything with another tenant: no row but one that was REJECTED, no effect, and
 * nothing in the catalogue is another than before.
 */
export function checkAttacksLeftNothing({ history }: RecordedRun): Verdict {
  const met = new Map(eventsOf(history, 'attack-met').map((event) => [event.id, event]))
  const attacks = eventsOf(history, 'attack-sent').filter(
    ({ purpose, isOrdinary }) => purpose === 'attack' && isOrdinary !== true,
  )
  const unread = attacks.find(({ id }) => met.get(id)?.footprint === undefined)
  if (unread !== undefined)
    return { outcome: 'unknown', reason: `What this left behind was not read: ${unread.title}` }
  const found = attacks.flatMap(({ id, title }) =>
    faultsOf(met.get(id)).map((fault) => `left behind: ${title}: ${fault}`),
  )
  return conclude(attacks.length, found, 'Nothing was attacked')
}

function faultsOf(met: EventOf<'attack-met'> | undefined): readonly string[] {
  const own = new Set((met?.attackers ?? []).map((name) => dataSchemaOf(tenantOption.parse(name))))
  const schemas = (met?.footprint?.schemas ?? []).filter(({ schema }) => !own.has(schema))
  return [
    ...schemas
      .filter(({ rows, rejected }) => rows > rejected)
      .map(({ schema, rows, rejected }) => `${rows - rejected} rows in ${schema}`),
    ...schemas
      .filter(({ effects }) => effects > 0)
      .map(({ schema, effects }) => `${effects} effects in ${schema}`),
    ...(met?.footprint?.isCatalogueChanged === true ? ['the catalogue is another than before'] : []),
  ]
}
