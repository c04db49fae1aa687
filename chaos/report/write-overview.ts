import { readdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { renderOverview } from './overview-report.ts'
import { writeReport } from './write-report.ts'
import type { ReportedRun } from './read-reported-run.ts'

export interface WrittenOverview {
  /** Where the page is. */
  readonly page: string
  readonly runs: readonly ReportedRun[]
  /** Directories that could not be read, with the reason. */
  readonly unread: readonly string[]
}

/** Writes `index.html` over all runs of a folder, and the report of each of them anew. */
export async function writeOverview(folder: string): Promise<WrittenOverview> {
  const runs: ReportedRun[] = []
  const unread: string[] = []
  const entries = existsSync(folder) ? await readdir(folder, { withFileTypes: true }) : []
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  for (const name of names.filter((one) => existsSync(join(folder, one, 'run.json'))).sort()) {
    try {
      runs.push((await writeReport(join(folder, name))).run)
    } catch (error) {
      unread.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const page = join(folder, 'index.html')
  if (runs.length > 0) await writeFile(page, renderOverview(runs))
  return { page, runs, unread }
}
