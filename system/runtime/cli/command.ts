import type { ParseArgsOptionsConfig } from 'node:util'
import type { ExitCode } from '../../contracts/exit-code.ts'

export interface Output {
  /** What was asked for: standard output. */
  readonly result: (text: string) => void
  /** What is said about it: standard error. */
  readonly talk: (text: string) => void
  /** Whether a person sees what is said as it is said. */
  readonly isTerminal: boolean
  /** Whether a person sees the result as it comes, and not a file or another program. Default: no. */
  readonly isReadByPerson?: boolean
  /** Whether the result may have colours. Default: no. */
  readonly hasColours?: boolean
}

export interface CommandInput {
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  readonly instance: string
  readonly output: Output
}

export interface Command {
  readonly summary: string
  /** Everything after `easyflow <name>`. */
  readonly usage: string
  readonly options: ParseArgsOptionsConfig
  readonly positionalsMax: number
  run(input: CommandInput): Promise<ExitCode>
}

/** The command line was wrong. The message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
