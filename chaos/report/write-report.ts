import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildJournal } from './build-journal.ts'
import { readReportedRun, type ReportedRun } from './read-reported-run.ts'
import { renderRunReport } from './run-report.ts'

export interface WrittenReport {
  readonly run: ReportedRun
  /** Where the page is. */
  readonly page: string
  /** Why there is no journal; undefined: there is one. */
  readonly withoutJournal: string | undefined
}

/**
 * Writes `report.html` and `journal.json` into the directory of a run, over those that are there. From the
 * run's files alone; a run that was killed has a report too.
 *
 * @throws {Error} when it is not the directory of a run, or cannot be written.
 */
export async function writeReport(directory: string): Promise<WrittenReport> {
  const run = await readReportedRun(directory)
  const page = join(directory, 'report.html')
  await writeFile(page, renderRunReport(run))
  const [journal, withoutJournal] = tryJournal(run)
  if (journal !== undefined) await writeFile(join(directory, 'journal.json'), journal)
  return { run, page, withoutJournal }
}

function tryJournal(run: ReportedRun): [journal: string | undefined, withoutJournal: string | undefined] {
  try {
    return [`${JSON.stringify(buildJournal(run), undefined, 2)}\n`, undefined]
  } catch (error) {
    return [undefined, error instanceof Error ? error.message : String(error)]
  }
}
