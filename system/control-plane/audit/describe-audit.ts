import type { AuditReport, Finding } from '../../contracts/audit-report.ts'
import type { RepairOutcome } from './repair-findings.ts'

const INDENT = ' '.repeat(7)

/** An audit for people: every finding with what it opens and the statement that mends it. */
export function describeAudit(report: AuditReport): string {
  const { findings, exempted } = report
  return [
    ...findings.map(describeFinding),
    ...exempted.map(({ lint, object, reason }) => `allowed  ${lint}  ${object}\n${INDENT}${reason}`),
    describeSum(report),
  ].join('\n')
}

/** What came of one repair. */
export function describeRepair({ finding, outcome, reason }: RepairOutcome): string {
  const what = `${finding.lint}  ${finding.object}\n${INDENT}${finding.repair}`
  if (outcome === 'repaired') return `repaired  ${what}`
  return outcome === 'failed' ? `failed  ${what}\n${INDENT}${reason}` : `left to you  ${what}`
}

/** One finding in three lines. */
export function describeFinding({ level, lint, object, detail, repair }: Finding): string {
  return `${level.padEnd(7)}${lint}  ${object}\n${INDENT}${detail}\n${INDENT}repair: ${repair}`
}

function describeSum({ findings, tenants, lints, elapsedMs }: AuditReport): string {
  const looked = `${tenants} tenants, ${lints.length} lints, ${elapsedMs} ms`
  if (findings.length === 0) return `Nothing found: ${looked}.`
  const leaks = findings.filter(({ level }) => level === 'LEAK').length
  const noun = findings.length === 1 ? 'finding' : 'findings'
  return `${findings.length} ${noun}, ${leaks} of them open a way to rows as things stand: ${looked}.`
}
