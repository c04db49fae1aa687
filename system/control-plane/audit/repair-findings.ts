import type { Finding } from '../../contracts/audit-report.ts'
import { DatabaseError, type Installer } from '../../platform/database/with-installer.ts'

/** One repair and what came of it. */
export interface RepairOutcome {
  readonly finding: Finding
  /** left: no statement mends it, or it might delete what somebody still wants. */
  readonly outcome: 'repaired' | 'failed' | 'left'
  /** Why it failed. */
  readonly reason: string | undefined
}

/** Drops rows, or what rows may hang on: for people to decide. Everything else that is dropped holds none. */
const MAY_LOSE_ROWS =
  /\bdrop (table|sequence|type|domain|operator|schema|server|foreign table|materialized view|cast|routine pg_catalog|column)\b/i
const IS_SQL = /^(alter|create|drop|revoke|grant|select|insert|delete|reassign|comment)\b/i
/** Not allowed in a transaction, so not together with the next statement either. */
const ONE_BY_ONE = /^alter (system|subscription)\b/i
/** A repair may need another one first: a key comes back after the table that it points to. */
const PASSES_MAX = 4

/**
 * Whether a repair only restores what is declared, so that it can be done without anybody looking at it first.
 */
export function isSafeRepair({ repair }: Pick<Finding, 'repair'>): boolean {
  return IS_SQL.test(repair) && !MAY_LOSE_ROWS.test(repair)
}

/**
 * Does what the findings say where that is safe, one after the other; what fails is tried again once others are done.
 *
 * @param run runs one or several statements. A failure must leave the session usable.
 * @returns one outcome for each finding, in their order. Look again afterwards: a repair may bring another fault to light.
 */
export async function repairFindings(
  findings: readonly Finding[],
  run: (statements: string) => Promise<unknown>,
): Promise<readonly RepairOutcome[]> {
  const outcomes = new Map<Finding, RepairOutcome>()
  // What is dropped goes last: another finding may be about the same object.
  const isDrop = (one: Finding): number => Number(one.repair.startsWith('drop'))
  let waiting = findings.filter(isSafeRepair).toSorted((one, other) => isDrop(one) - isDrop(other))
  for (let pass = 0; pass < PASSES_MAX && waiting.length > 0; pass += 1) {
    const failed: Finding[] = []
    for (const finding of waiting) {
      const reason = await tryRepair(finding, run)
      if (reason !== undefined) failed.push(finding)
      outcomes.set(finding, { finding, outcome: reason === undefined ? 'repaired' : 'failed', reason })
    }
    if (failed.length === waiting.length) break
    waiting = failed
  }
  return findings.map((finding) => outcomes.get(finding) ?? { finding, outcome: 'left', reason: undefined })
}

/** On a session that is in no transaction. */
export const onSession =
  (installer: Installer) =>
  async (statements: string): Promise<void> => {
    for (const part of ONE_BY_ONE.test(statements) ? statements.split('; ') : [statements])
      await installer.query(part)
  }

async function tryRepair(
  { repair }: Finding,
  run: (statements: string) => Promise<unknown>,
): Promise<string | undefined> {
  try {
    await run(repair)
    return undefined
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return error.message
  }
}
