import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { compareRuns, type Comparison } from '../comparison/compare-runs.ts'
import { findRunsToCompare } from '../comparison/find-runs-to-compare.ts'
import { span, type Line, type Page } from '../terminal/line.ts'
import { paragraph } from '../terminal/paragraph.ts'
import type { Screen } from '../terminal/screen.ts'
import { UsageError } from './usage-error.ts'

/** Shows that the same seed gave the same operations and the same verdicts, or the first difference. */
export const compareCommand = {
  usage: 'npm run chaos -- compare DIR DIR...',
  purpose:
    'whether runs of the same seed did the same and came to the same; of one run each, or of one of every scenario',
  async run(args: readonly string[], screen: Screen): Promise<ExitCode> {
    if (args.length < 2 || args.some((arg) => arg.startsWith('-')))
      throw new UsageError('compare takes two directories or more')
    const found = await findRunsToCompare(args)
    let same = 0
    let operations = 0
    for (const [scenario, [first, ...others]] of found) {
      if (first === undefined) continue
      const isComplete = others.length + 1 === args.length
      const comparison = isComplete
        ? compareRuns([first, ...others])
        : missingIn(args.length, others.length + 1)
      if (comparison.isSame) same += 1
      operations += comparison.operations
      screen.show(renderComparison(scenario, comparison, screen.page))
    }
    const end = `${same} of ${found.size} scenarios: same operations, same verdict, in ${args.length} runs of each; ${operations} operations compared`
    screen.say(end, { tone: same === found.size ? 'good' : 'bad' })
    return same === found.size ? exitCode.holds : exitCode.violated
  },
} as const

const missingIn = (wanted: number, found: number): Comparison => ({
  isSame: false,
  said: `there are runs of it in ${found} of the ${wanted} directories`,
  operations: 0,
})

function renderComparison(scenario: string, { isSame, said }: Comparison, page: Page): readonly Line[] {
  const verdict = isSame ? 'same operations, same verdict' : 'NOT THE SAME'
  return [
    [span(scenario, 'strong')],
    ...paragraph(`${verdict}: ${said}`, page, { indent: 2, tone: isSame ? 'good' : 'bad' }),
  ]
}
