import { EasyFlowError } from '../system/contracts/easyflow-error.ts'
import { exitCode, type ExitCode } from '../system/contracts/exit-code.ts'
import { selectCards } from './deck/select-cards.ts'
import { cardsToProve } from './deck/cards-to-prove.ts'
import { parseFlags, UsageError, type Flags } from './flags.ts'
import { helpText } from './help-text.ts'
import type { Parts } from './parts.ts'
import { renderTrouble } from './render/render-trouble.ts'
import { createBackgroundSystem } from './session/background-system.ts'
import { describeFailure } from './session/describe-failure.ts'
import { printDeck } from './session/print-deck.ts'
import { proveAll } from './session/prove-all.ts'
import type { ProofStage } from './session/prove-card.ts'
import { runDrills } from './session/run-drills.ts'
import { InterruptedError, watchInterrupts, type Interrupt } from './terminal/interrupt.ts'
import { openPrompter, type Prompter } from './terminal/prompter.ts'
import { openScreen } from '../chaos/terminal/screen.ts'

export interface CliOptions {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly parts: Parts
}

const DEFAULT_SEED = 1

/** Of what the environment says, before anything is started. */
const REFUSALS: ReadonlySet<string> = new Set(['ERR_SETTINGS_INVALID', 'ERR_SERVER_UNSUITABLE'])

/** Runs the kit on this process's terminal and returns what to exit with. Never rejects. */
export async function runCli(options: CliOptions): Promise<ExitCode> {
  const interrupt = watchInterrupts({
    process,
    stdout: process.stdout,
    exit: (code) => process.exit(code),
    onCrash: reportCrash,
  })
  try {
    const flags = parseFlags(options.argv)
    const code = await runFlags(flags, options, interrupt)
    return interrupt.kind() === undefined ? code : exitCodeOf(interrupt, flags)
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`interview_practice: ${error.message}. Try --help.\n`)
      return exitCode.usage
    }
    if (error instanceof EasyFlowError && REFUSALS.has(error.code)) {
      process.stderr.write(`interview_practice: ${error.message}\n`)
      return error.code === 'ERR_SETTINGS_INVALID' ? exitCode.usage : exitCode.unavailable
    }
    if (error instanceof InterruptedError)
      return exitCodeOf(interrupt, { prove: options.argv.includes('--prove') })
    reportCrash(error)
    return exitCode.crashed
  }
}

async function runFlags(flags: Flags, options: CliOptions, interrupt: Interrupt): Promise<ExitCode> {
  if (flags.help) {
    process.stdout.write(helpText)
    return exitCode.ok
  }
  // The containers are told otherwise, by the very names that a start says itself.
  if (!flags.docker && (flags.prove || (flags.hostile && process.stdin.isTTY))) {
    await options.parts.checkSettings?.(options.environment)
  }
  const cards = selectCards(flags)
  const title = flags.hostile ? 'EasyFlow: the murder board' : 'EasyFlow: three pitches'
  const prompter = openPrompter({
    input: process.stdin,
    output: process.stdout,
    interrupt,
    isDumb: options.environment['TERM'] === 'dumb',
  })
  const stage = buildStage(flags, options, { interrupt, prompter })
  if (flags.prove) return proveAll(title, cardsToProve(cards, flags), stage)
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    printDeck(title, cards, stage.screen)
    return exitCode.ok
  }
  const startsSystem = flags.hostile && cards.some(({ proofs }) => proofs.length > 0)
  return runDrills({ title, cards, startsSystem }, { ...stage, prompter })
}

function buildStage(
  flags: Flags,
  { environment, parts }: CliOptions,
  { interrupt, prompter }: { readonly interrupt: Interrupt; readonly prompter: Prompter },
): ProofStage {
  const screen = openScreen({ stdout: process.stdout, environment })
  return {
    screen,
    system: createBackgroundSystem({
      loadStartSystem: () => parts.loadStartSystem(flags.docker),
      instance: `practice-${String(process.pid)}`,
      onTrouble: (event) => prompter.interject(() => screen.show(renderTrouble(event, screen.page))),
    }),
    loadProofs: () => parts.loadProofs(),
    seed: flags.seed ?? DEFAULT_SEED,
    without: flags.without,
    interrupt,
    now: () => performance.now(),
  }
}

/** Whose output nobody reads has not failed; but proofs that nobody saw the end of have proven nothing. */
function exitCodeOf(interrupt: Interrupt, { prove }: Pick<Flags, 'prove'>): ExitCode {
  if (interrupt.kind() === 'crash') return exitCode.crashed
  if (interrupt.kind() === 'signal') {
    process.stderr.write('Interrupted.\n')
    return exitCode.interrupted
  }
  return prove ? exitCode.unknown : exitCode.ok
}

function reportCrash(error: unknown): void {
  process.stderr.write(`interview_practice: an error nobody expected. ${describeFailure(error)}\n`)
  if (error instanceof Error && error.stack !== undefined) process.stderr.write(`${error.stack}\n`)
}
