import type { IsolationFault } from './isolation-fault.ts'

/** From the commit of a fault to its finding, as the audit promises. */
export const FOUND_WITHIN_MS = 1000

/** What came of one fault. */
export interface IsolationResult {
  readonly fault: IsolationFault
  /** Where and how globex was reached; empty: nowhere. */
  readonly leaks: readonly string[]
  /** The walls that refused, each once. */
  readonly refusedBy: readonly string[]
  readonly findings: readonly { readonly lint: string; readonly level: string }[]
  /** From the commit to the first finding; null: none. */
  readonly foundAfterMs: number | null
}

/** Why a result is not good enough, in a word or two; undefined: it is. Pure. */
export function faultOf({ fault, leaks, findings, foundAfterMs }: IsolationResult): string | undefined {
  if (fault.control !== undefined && leaks.length > 0) return 'CONTROL LEAKS'
  if (leaks.length > 0 && findings.length === 0 && fault.isListedLimit !== true) return 'LEAK UNFOUND'
  if (fault.control === 'quiet' && findings.length > 0) return 'CONTROL REPORTED'
  if (fault.control === 'drift' && findings.some(({ level }) => level === 'LEAK'))
    return 'CONTROL CALLED A LEAK'
  if (foundAfterMs !== null && foundAfterMs > FOUND_WITHIN_MS) return 'FOUND LATE'
  return undefined
}

/** The sums under the table. */
export function sumUp(results: readonly IsolationResult[]) {
  const found = results.flatMap(({ findings, foundAfterMs }) =>
    foundAfterMs === null ? [] : [{ lints: new Set(findings.map(({ lint }) => lint)), foundAfterMs }],
  )
  const lints = [...new Set(found.flatMap((one) => [...one.lints]))].toSorted()
  const times = results
    .flatMap(({ foundAfterMs }) => (foundAfterMs === null ? [] : [foundAfterMs]))
    .toSorted((one, other) => one - other)
  const leaking = results.filter(({ leaks }) => leaks.length > 0)
  const named = (what: string): number => results.filter((result) => faultOf(result) === what).length
  return {
    tried: results.length,
    leaking: leaking.length,
    leaksFound: leaking.filter(({ findings }) => findings.length > 0).length,
    listedLimits: leaking.filter(({ fault, findings }) => fault.isListedLimit && findings.length === 0)
      .length,
    leaksUnfound: named('LEAK UNFOUND') + named('CONTROL LEAKS'),
    controls: results.filter(({ fault }) => fault.control === 'quiet').length,
    controlsReported: named('CONTROL REPORTED') + named('CONTROL CALLED A LEAK'),
    found: times.length,
    foundLate: named('FOUND LATE'),
    medianMs: times.length === 0 ? null : medianOf(times),
    worstMs: times.at(-1) ?? null,
    /** By each lint that named a fault: how soon the fault was named. */
    byLint: lints.map((lint) => {
      const own = found
        .filter((one) => one.lints.has(lint))
        .map(({ foundAfterMs }) => foundAfterMs)
        .toSorted((one, other) => one - other)
      return { lint, count: own.length, medianMs: medianOf(own), worstMs: own.at(-1) ?? 0 }
    }),
  }
}

const medianOf = (sorted: readonly number[]): number => sorted[Math.floor((sorted.length - 1) / 2)] ?? 0

export type IsolationSums = ReturnType<typeof sumUp>
