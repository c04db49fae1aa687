import type { Finding } from '../../contracts/audit-report.ts'
import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import { describeFinding } from './describe-audit.ts'

/** What a watch has said and not taken back. */
export interface WatchJournal {
  /** A part was looked at: says what has appeared there and what has gone, and that it is back if it could not be reached. */
  looked(part: string, findings: readonly Finding[]): void
  /** A part could not be looked at. Said once, however often it is tried; what was found there before still stands. */
  lost(part: string, reason: string): void
  /** A part answers again, and nothing has changed there. */
  reached(part: string): void
  /** Something that only a program wants to know. */
  note(event: Readonly<Record<string, unknown>>): void
  /** violated when anything is found, else unknown when a part cannot be looked at, else ok. */
  exitCode(): ExitCode
}

/** Prints what changes, as lines for people or as JSON. */
export function openWatchJournal(asJson: boolean, print: (text: string) => void): WatchJournal {
  const open = new Map<string, ReadonlyMap<string, Finding>>()
  const unseen = new Set<string>()
  const reached = (part: string): void => {
    if (!unseen.delete(part)) return
    const at = new Date().toISOString()
    print(asJson ? JSON.stringify({ event: 'seen', at, part }) : `${at}  ${part} can be looked at again`)
  }
  return {
    looked(part, findings) {
      reached(part)
      const before = open.get(part) ?? new Map<string, Finding>()
      const found = new Map(findings.map((one) => [keyOf(one), one]))
      for (const [key, one] of found) if (!before.has(key)) print(announce('appeared', one, asJson))
      for (const [key, one] of before) if (!found.has(key)) print(announce('gone', one, asJson))
      // What was seen earlier keeps the moment at which it was seen first.
      open.set(part, new Map([...found].map(([key, one]) => [key, before.get(key) ?? one])))
    },
    reached,
    lost(part, reason) {
      if (unseen.has(part)) return
      unseen.add(part)
      const at = new Date().toISOString()
      print(
        asJson
          ? JSON.stringify({ event: 'unseen', at, part, reason })
          : `${at}  ${part} could not be looked at: ${reason}`,
      )
    },
    note(event) {
      if (asJson) print(JSON.stringify(event))
    },
    exitCode() {
      if ([...open.values()].some((found) => found.size > 0)) return exitCode.violated
      return unseen.size > 0 ? exitCode.unknown : exitCode.ok
    },
  }
}

/** A detail that changes makes it another finding: one that begins to leak is news. */
const keyOf = ({ lint, level, object, detail }: Finding): string => [lint, level, object, detail].join('\n')

function announce(event: 'appeared' | 'gone', finding: Finding, asJson: boolean): string {
  const at = new Date()
  const sinceMs = finding.changedAt === null ? null : at.getTime() - Date.parse(finding.changedAt)
  if (asJson) return JSON.stringify({ event, at: at.toISOString(), sinceChangeMs: sinceMs, finding })
  if (event === 'gone') return `${at.toISOString()}  gone: ${finding.lint}  ${finding.object}`
  const age = sinceMs === null ? '' : `  (${sinceMs} ms after the change)`
  return `${at.toISOString()}  appeared${age}\n${describeFinding(finding)}`
}
