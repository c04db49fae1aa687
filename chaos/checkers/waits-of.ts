import type { RowOf } from '../history/witnesses.ts'

/** A time in which a tenant had work in hand and none of it was carried out. */
export interface Wait {
  /** By the database's clock, in milliseconds since the epoch. */
  readonly from: number
  readonly until: number
}

/** Whether it was carried out; to be rejected is to be served nothing. */
export const isServed = ({ status, endedAtEpochMs }: RowOf<'executions'>): boolean =>
  endedAtEpochMs !== null && status !== 'REJECTED'

/** The waits of the tenant whose executions these are; what is open at the very end has waited until `last`. */
export function waitsOf(rows: readonly RowOf<'executions'>[], last: number): readonly Wait[] {
  const moments = rows
    .flatMap((row) => [
      { at: row.acceptedAtEpochMs, opens: 1, serves: false },
      ...(row.endedAtEpochMs === null ? [] : [{ at: row.endedAtEpochMs, opens: -1, serves: isServed(row) }]),
    ])
    // What begins and ends at once begins first.
    .toSorted((one, other) => one.at - other.at || other.opens - one.opens)
  const waits: Wait[] = []
  let open = 0
  let since: number | undefined
  for (const { at, opens, serves } of moments) {
    open += opens
    if (opens === 1) since ??= at
    if (opens === 1 || since === undefined || (!serves && open > 0)) continue
    waits.push({ from: since, until: at })
    since = open > 0 ? at : undefined
  }
  return since === undefined || since >= last ? waits : [...waits, { from: since, until: last }]
}
