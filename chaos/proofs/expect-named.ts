import type { AuditWatch, SeenFinding } from '../probes/audit-watch.ts'
import { GLOBEX } from './api-bug-stage.ts'
import { waitAtMost } from './misconfiguration-stage.ts'
import type { ProofContext } from './proof-context.ts'

/** Longer than the claim, so that a late finding is told from none. */
const PATIENCE_MS = 4000

export interface Expectation {
  /** What was done, as it reads before "the audit". */
  readonly fault: string
  /** The lints that have to name it, and no others. */
  readonly lints: readonly string[]
  /** Objects that must be among those named, each at one of the lints. */
  readonly objects: readonly string[]
  /** Whether the findings have to say that rows can be reached as things stand. */
  readonly leaks: boolean
}

/**
 * Waits until the watch has named exactly what was done, and notes what it said and how long it took after
 * the fault was in place.
 *
 * @returns the milliseconds, or undefined when it did not.
 */
export async function expectNamed(
  context: ProofContext,
  watch: AuditWatch,
  expected: Expectation,
): Promise<number | undefined> {
  const since = performance.now()
  const isComplete = (): boolean => missingOf(watch.open(), expected).length === 0
  await waitAtMost(PATIENCE_MS, context.signal, () => isComplete() || watch.endedWith() !== undefined)
  const named = watch.open()
  const strange = named.filter(({ lint, tenant }) => !expected.lints.includes(lint) || tenant !== GLOBEX)
  // The system's own grants belong to no tenant, and are part of this fault.
  const wrong = strange.filter(({ lint, tenant }) => !(expected.lints.includes(lint) && tenant === null))
  const afterMs = Math.max(0, Math.round(Math.max(...named.map((one) => one.seenAt), since) - since))
  const missing = missingOf(named, expected)
  const ended = watch.endedWith()
  const isRight = missing.length === 0 && wrong.length === 0 && ended === undefined
  context.notes.findings.push({
    fault: expected.fault,
    named: ended ?? describe(named, missing, wrong),
    afterMs: isRight ? afterMs : undefined,
    asClaimed: isRight,
  })
  context.onProgress(`the audit, ${expected.fault}: ${isRight ? `named after ${afterMs} ms` : 'NOT NAMED'}`)
  return isRight ? afterMs : undefined
}

/** Waits until the watch has taken back all it named. */
export async function expectQuiet(context: ProofContext, watch: AuditWatch, after: string): Promise<void> {
  await waitAtMost(
    PATIENCE_MS,
    context.signal,
    () => watch.open().length === 0 || watch.endedWith() !== undefined,
  )
  const left = watch.open()
  const ended = watch.endedWith()
  if (left.length === 0 && ended === undefined) return
  context.notes.findings.push({
    fault: `${after}, healed`,
    named: ended ?? `still names ${left.map(({ lint, object }) => `${lint}: ${object}`).join(', ')}`,
    afterMs: undefined,
    asClaimed: false,
  })
}

function missingOf(named: readonly SeenFinding[], { lints, objects, leaks }: Expectation): readonly string[] {
  const unnamedLints = lints.filter(
    (lint) => !named.some((one) => one.lint === lint && (!leaks || one.level === 'LEAK')),
  )
  const unnamed = objects.filter((object) => !named.some((one) => one.object.includes(object)))
  return [...unnamedLints, ...unnamed]
}

function describe(
  named: readonly SeenFinding[],
  missing: readonly string[],
  wrong: readonly SeenFinding[],
): string {
  const counts = Map.groupBy(named, (one) => `${one.level === 'LEAK' ? 'LEAK ' : ''}${one.lint}`)
  const said = [...counts].map(([lint, own]) => `${lint} on ${own.length} objects of globex`).join(', ')
  return [
    said === '' ? 'nothing was named' : said,
    ...(missing.length > 0 && said !== '' ? [`not named: ${missing.join(', ')}`] : []),
    ...wrong.map(({ lint, object }) => `named without cause: ${lint}: ${object}`),
  ].join('; ')
}
