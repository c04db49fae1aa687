import { parseArgs } from 'node:util'
import type { ErrorCode } from '../../contracts/error-catalog.ts'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import { UsageError, type Command, type Output } from './command.ts'
import { commands } from './commands.ts'

/** Runs `easyflow <argv…>`. Never throws: whatever goes wrong is said, and told by the exit code. */
export async function runCli(argv: readonly string[], output: Output): Promise<ExitCode> {
  const [name = '', ...args] = argv
  if (name === 'help' || name === '--help' || name === '-h') {
    output.result(usage())
    return exitCode.ok
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    output.talk(
      name === '' ? usage() : `Unknown command "${name}". Try one of: ${Object.keys(commands).join(', ')}`,
    )
    return exitCode.usage
  }
  try {
    return await runCommand(command, args, output)
  } catch (error) {
    return explain(error, { output, line: `easyflow ${name} ${command.usage}` })
  }
}

/** The text of `easyflow help`. */
export function usage(): string {
  const lines = Object.entries(commands).map(([name, { summary, usage }]) => {
    return `  ${`${name} ${usage}`.trim().padEnd(44)} ${summary}`
  })
  return [
    'Usage: easyflow <command> [--instance <name>]',
    '',
    ...lines,
    '',
    'Instances are separate systems; without a name it is "default". State lives outside the checkout, in',
    '$EASYFLOW_STATE_DIR, for root in /var/lib/easyflow, else in ~/.local/state/easyflow.',
  ].join('\n')
}

async function runCommand(command: Command, args: readonly string[], output: Output): Promise<ExitCode> {
  const { values, positionals } = parse(command, args)
  if (positionals.length > command.positionalsMax) {
    throw new UsageError(`There is no use for "${String(positionals[command.positionalsMax])}"`)
  }
  const options = values as Record<string, string | boolean | undefined>
  return await command.run({ positionals, options, instance: String(options['instance']), output })
}

function parse(command: Command, args: readonly string[]): { values: object; positionals: string[] } {
  try {
    return parseArgs({
      args: [...args],
      options: { ...command.options, instance: { type: 'string', default: 'default' } },
      allowPositionals: true,
      strict: true,
    })
  } catch (error) {
    // Node's own words about an option are fit to be shown.
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function explain(error: unknown, context: { output: Output; line: string }): ExitCode {
  const { output, line } = context
  if (error instanceof UsageError) {
    output.talk(`${error.message}\nUsage: ${line}`)
    return exitCode.usage
  }
  if (error instanceof EasyFlowError) {
    output.talk(`${error.code}: ${error.message}`)
    return exitCodeOf(error)
  }
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    output.talk(`No space is left on the disk: make room, then try again. (${error.message})`)
    return exitCode.unavailable
  }
  if (error instanceof Error && error.name === 'AbortError') {
    output.talk('Given up; nothing of it runs.')
    return exitCode.interrupted
  }
  output.talk(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return exitCode.crashed
}

const CODES_UNAVAILABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ERR_REQUIREMENT_MISSING',
  'ERR_PART_FAILED',
  'ERR_SERVER_UNSUITABLE',
  'ERR_ISSUER_UNAVAILABLE',
])

/** What could be mended and tried again is `unavailable`; what was asked wrongly is `usage`. */
export function exitCodeOf({ code }: Pick<EasyFlowError, 'code'>): ExitCode {
  if (CODES_UNAVAILABLE.has(code)) return exitCode.unavailable
  return code === 'ERR_SETTINGS_INVALID' ? exitCode.usage : exitCode.crashed
}
