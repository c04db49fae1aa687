import { parseArgs } from 'node:util'
import { join, resolve } from 'node:path'
import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { RUNS } from '../history/open-run.ts'
import { writeOverview } from '../report/write-overview.ts'
import { writeReport } from '../report/write-report.ts'
import type { Screen } from '../terminal/screen.ts'
import { pathLine } from './run-scenarios.ts'
import { UsageError } from './usage-error.ts'

/** Writes the page and the journal of runs anew, from their files alone. */
export const reportCommand = {
  usage: 'npm run chaos -- report DIR... | --all  [--out DIR]',
  purpose: 'the page and the journal of a run, or one page over all runs; no system is needed',
  async run(args: readonly string[], screen: Screen): Promise<ExitCode> {
    const { directories, all, out } = parse(args)
    for (const directory of directories) {
      const { page, withoutJournal } = await writeReport(resolve(directory))
      screen.show(pathLine('Report', page))
      if (withoutJournal === undefined) screen.show(pathLine('Journal', join(directory, 'journal.json')))
      else screen.say(`No journal: ${withoutJournal}`, { tone: 'doubt' })
    }
    if (!all) return exitCode.ok
    const { page, runs, unread } = await writeOverview(resolve(out))
    for (const reason of unread) screen.say(`Left out: ${reason}`, { tone: 'bad' })
    if (runs.length === 0) {
      screen.say(`There is no run under ${resolve(out)}`, { tone: 'doubt' })
      return exitCode.unknown
    }
    screen.show(pathLine('Report', page))
    screen.say(`over ${runs.length} runs`, { indent: 9, tone: 'faint' })
    return exitCode.ok
  },
} as const

function parse(args: readonly string[]): {
  readonly directories: readonly string[]
  readonly all: boolean
  readonly out: string
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { all: { type: 'boolean', default: false }, out: { type: 'string', default: RUNS } },
    })
    if (positionals.length === 0 && !values.all)
      throw new UsageError('Name the directory of a run, or say --all')
    return { directories: positionals, all: values.all, out: values.out }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(error instanceof Error ? error.message : String(error))
  }
}
