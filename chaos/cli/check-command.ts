import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ExitCode } from '../../system/contracts/exit-code.ts'
import { readRecordedRun } from '../history/run-directory.ts'
import { judgeRun } from '../judge-run.ts'
import { baseScenarios } from '../mutation/base-scenarios.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import { describeJudgement, exitCodeOf } from './describe-judgement.ts'
import { UsageError } from './usage-error.ts'

/** Judges a recorded run again, from its files alone. */
export const checkCommand = {
  usage: 'npm run chaos -- check DIR',
  purpose: 'judges a recorded run again; no system is needed',
  async run(args: readonly string[]): Promise<ExitCode> {
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
    for (const line of describeJudgement(scenario.name, judgement)) console.log(line)
    return exitCodeOf([judgement])
  },
} as const
