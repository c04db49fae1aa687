import type { SeenFinding } from '../probes/audit-watch.ts'
import type { AuditNaming } from '../scenario/scenario.ts'
import { nameFault } from './name-fault.ts'

/** What a watcher said of one expectation. */
export interface Naming {
  /** What it was to name. */
  readonly fault: string
  /** In the watcher's words, or that nothing was named. */
  readonly named: string
  /** From the fault in place to the last of its findings; `null`: not all was named. */
  readonly afterMs: number | null
  readonly asExpected: boolean
}

/**
 * Compares what stands open with what an act has to have named, and what it must not. Pure.
 *
 * @param since when the act's faults were in place, by the clock of `seenAt`.
 * @param tablesOf every table of a tenant, by its full name.
 */
export function judgeNaming(
  open: readonly SeenFinding[],
  expected: readonly AuditNaming[],
  { since, tablesOf }: { readonly since: number; readonly tablesOf: (tenant: string) => readonly string[] },
): readonly Naming[] {
  const judged = expected.map((one): Naming => {
    const findings = open.filter((finding) => isOf(finding, one))
    const objects = one.objects === 'every table' ? tablesOf(one.tenant) : one.objects
    const unnamed = objects.filter((object) => !findings.some((finding) => finding.object.includes(object)))
    const isComplete = findings.length > 0 && unnamed.length === 0
    const lastMs = Math.max(0, Math.round(Math.max(since, ...findings.map(({ seenAt }) => seenAt)) - since))
    return {
      fault: nameFault(one),
      named: describe(one, findings, unnamed),
      afterMs: isComplete ? lastMs : null,
      asExpected: isComplete && lastMs <= one.withinMs,
    }
  })
  const strange = open.filter((finding) => !expected.some((one) => isRelated(finding, one)))
  return [...judged, ...strange.map(describeStrange)]
}

/** A finding that says that rows can be reached stands for one that must, and not the other way round. */
function isOf(finding: SeenFinding, { lint, tenant, leaks }: AuditNaming): boolean {
  return (
    finding.lint === lint && finding.tenant === tenant && (leaks === undefined || finding.level === 'LEAK')
  )
}

/** What belongs to no tenant, of the same lint, is part of the same fault: a grant on what all share. */
function isRelated(finding: SeenFinding, { lint, tenant }: AuditNaming): boolean {
  return finding.lint === lint && (finding.tenant === tenant || finding.tenant === null)
}

function describe(
  { lint, tenant, leaks }: AuditNaming,
  findings: readonly SeenFinding[],
  unnamed: readonly string[],
): string {
  const level = leaks === undefined ? '' : 'LEAK '
  if (findings.length === 0) return `${level}${lint} of ${tenant} was not named`
  const missing = unnamed.length === 0 ? '' : `; not named: ${unnamed.join(', ')}`
  return `${level}${lint} on ${findings.length} objects of ${tenant}${missing}`
}

const describeStrange = ({ lint, object }: SeenFinding): Naming => ({
  fault: 'nothing else',
  named: `${lint} on ${object}, which nobody broke`,
  afterMs: null,
  asExpected: false,
})
