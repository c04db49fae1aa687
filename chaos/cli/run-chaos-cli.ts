import type { ErrorCode } from '../../system/contracts/error-catalog.ts'
import { EasyFlowError } from '../../system/contracts/easyflow-error.ts'
import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { emptyLine, span, type Line, type Page } from '../terminal/line.ts'
import { paragraph } from '../terminal/paragraph.ts'
import type { Screen } from '../terminal/screen.ts'
import { attacksCommand } from './attacks-command.ts'
import { checkCommand } from './check-command.ts'
import { compareCommand } from './compare-command.ts'
import { healCommand } from './heal-command.ts'
import { isolationFaultsCommand } from './isolation-faults-command.ts'
import { killTestCommand } from './kill-test-command.ts'
import { listCommand } from './list-command.ts'
import { mutantsCommand } from './mutants-command.ts'
import { matrixCommand } from './matrix-command.ts'
import { reportCommand } from './report-command.ts'
import { runCommand } from './run-command.ts'
import { UsageError } from './usage-error.ts'
import { validateCommand } from './validate-command.ts'

interface Command {
  readonly usage: string
  readonly purpose: string
  readonly run: (args: readonly string[], screen: Screen) => Promise<ExitCode>
}

const commands: Readonly<Record<string, Command>> = {
  run: runCommand,
  list: listCommand,
  validate: validateCommand,
  check: checkCommand,
  compare: compareCommand,
  report: reportCommand,
  matrix: matrixCommand,
  attacks: attacksCommand,
  heal: healCommand,
  'kill-test': killTestCommand,
  mutants: mutantsCommand,
  'isolation-faults': isolationFaultsCommand,
}

/** Something is missing or does not run: nothing of ours crashed. */
const UNAVAILABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ERR_PART_FAILED',
  'ERR_REQUIREMENT_MISSING',
  'ERR_SERVER_UNSUITABLE',
])

/** Runs one command of the harness and returns what to exit with. Results go to `screen`, trouble to stderr. */
export async function runChaosCli(argv: readonly string[], screen: Screen): Promise<ExitCode> {
  const [name, ...args] = argv
  const command = name === undefined ? undefined : commands[name]
  if (command === undefined) {
    screen.show(renderHelp(screen.page))
    return name === undefined || name === '--help' || name === 'help' ? exitCode.ok : exitCode.usage
  }
  try {
    return await command.run(args, screen)
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`chaos: ${error.message}. Usage: ${command.usage}`)
      return exitCode.usage
    }
    console.error(`chaos: ${error instanceof Error ? error.message : String(error)}`)
    return error instanceof EasyFlowError && UNAVAILABLE.has(error.code)
      ? exitCode.unavailable
      : exitCode.crashed
  }
}

function renderHelp(page: Page): readonly Line[] {
  return [
    ...paragraph('Breaks a running system the way scenarios say, and judges what came of it.', page),
    ...Object.values(commands).flatMap(({ usage, purpose }) => [
      emptyLine,
      ...paragraph(usage, page, { lead: span(' '), tone: 'strong' }),
      ...paragraph(purpose, page, { indent: 4 }),
    ]),
  ]
}
