import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ExitCode } from '../../system/contracts/exit-code.ts'
import { readRecordedRun } from '../history/run-directory.ts'
import { judgeRun, type RunJudgement } from '../judge-run.ts'
import { baseScenarios } from '../mutation/base-scenarios.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import { emptyLine, type Line, type Page } from '../terminal/line.ts'
import { lead } from '../terminal/narrate-run.ts'
import { paragraph } from '../terminal/paragraph.ts'
import { renderJudgement, toneOf } from '../terminal/render-judgement.ts'
import { renderTable } from '../terminal/render-table.ts'
import type { Screen } from '../terminal/screen.ts'
import { exitCodeOf } from './exit-code-of.ts'
import { UsageError } from './usage-error.ts'

/** Judges a recorded run again, from its files alone. */
export const checkCommand = {
  usage: 'npm run chaos -- check DIR',
  purpose: 'judges a recorded run again; no system is needed',
  async run(args: readonly string[], screen: Screen): Promise<ExitCode> {
    const [directory, ...rest] = args
    if (directory === undefined || rest.length > 0)
      throw new UsageError('check takes the directory of one run')
    const { scenario: name } = z
      .looseObject({ scenario: z.string() })
      .parse(JSON.parse(await readFile(join(directory, 'run.json'), 'utf8')))
    const known = [...(await loadScenarios()), ...Object.values(baseScenarios)]
    const scenario = known.find((one) => one.name === name)
    if (scenario === undefined)
      throw new UsageError(`${directory} is a run of ${name}, which is no scenario any more`)
    const judgement = judgeRun(await readRecordedRun(directory, scenario))
    screen.show(paragraph(scenario.title, screen.page, { tone: 'title' }))
    screen.show(paragraph(scenario.claim, screen.page, lead('Claim')))
    screen.show(renderCheckers(judgement, screen.page))
    screen.show(renderJudgement(judgement, undefined, screen.page))
    return exitCodeOf([judgement])
  },
} as const

function renderCheckers({ verdicts }: RunJudgement, page: Page): readonly Line[] {
  const rows = verdicts.map(({ checker, verdict }) => [
    { text: checker },
    { text: verdict.outcome, tone: toneOf[verdict.outcome] },
    { text: verdict.outcome === 'unknown' ? '' : String(verdict.examined) },
  ])
  return [emptyLine, ...renderTable({ heading: ['checker', 'verdict', 'examined'], rows }, page), emptyLine]
}
