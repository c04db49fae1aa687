import { parseArgs } from 'node:util'
import { hostileQuestions } from './deck/hostile-questions.ts'

export interface Flags {
  readonly help: boolean
  readonly hostile: boolean
  readonly prove: boolean
  /** Whether the second fault of each last push is proven as well. */
  readonly pushed: boolean
  /** Whether the system runs in containers. */
  readonly docker: boolean
  /** Undefined: the deck's own order. */
  readonly seed: number | undefined
  readonly without: readonly string[]
  /** The id of the one question to ask. */
  readonly only: string | undefined
}

/** A command line that cannot be understood; the message says why, in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const options = {
  help: { type: 'boolean', short: 'h', default: false },
  hostile: { type: 'boolean', default: false },
  prove: { type: 'boolean', default: false },
  pushed: { type: 'boolean', default: false },
  docker: { type: 'boolean', default: false },
  seed: { type: 'string' },
  without: { type: 'string', multiple: true, default: [] as string[] },
  only: { type: 'string' },
} as const

/** @throws {UsageError} for anything that is not exactly what `--help` lists. */
export function parseFlags(argv: readonly string[]): Flags {
  const { values } = parseStrictly(argv)
  const { help, prove, pushed, docker, without, only } = values
  if (help) {
    return {
      help,
      hostile: false,
      prove: false,
      pushed: false,
      docker: false,
      seed: undefined,
      without: [],
      only: undefined,
    }
  }
  if (pushed && !prove) throw new UsageError('--pushed needs --prove')
  if (without.length > 0 && !prove) throw new UsageError('--without needs --prove')
  if (without.includes('')) throw new UsageError('--without needs the name of a defence')
  if (only !== undefined && !hostileQuestions.some(({ id }) => id === only)) {
    throw new UsageError(
      `--only knows no question "${only}", only ${hostileQuestions.map(({ id }) => id).join(', ')}`,
    )
  }
  const hostile = values.hostile || prove || only !== undefined
  return { help, hostile, prove, pushed, docker, seed: parseSeed(values.seed), without, only }
}

function parseStrictly(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // Node's message goes on with advice about positional arguments, which do not exist here.
    const [firstSentence = error.message] = error.message.split(/\. |\n/)
    throw new UsageError(firstSentence, { cause: error })
  }
}

function parseSeed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[0-9]{1,9}$/.test(text)) throw new UsageError('--seed needs a whole number of at most nine digits')
  return Number(text)
}
