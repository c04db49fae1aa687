import { parseArgs } from 'node:util'
import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { isWhole, runKillTest } from '../kill-test/run-kill-test.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import { UsageError } from './usage-error.ts'

/** Kills harnesses at random moments and heals what they leave. */
export const killTestCommand = {
  usage: 'npm run chaos -- kill-test [--seed N] [--rounds N] [NAME...]',
  purpose: 'kills runs with -9 at random moments, heals, and looks whether all is whole',
  async run(args: readonly string[]): Promise<ExitCode> {
    const { seed, rounds, names } = parse(args)
    const all = await loadScenarios()
    const scenarios = names.length === 0 ? all : all.filter(({ name }) => names.includes(name))
    if (scenarios.length < names.length) throw new UsageError('"chaos list" names the scenarios there are')
    const results = await runKillTest({ scenarios, seed, rounds, print: (line) => console.log(line) })
    const whole = results.filter(isWhole).length
    const broke = results.filter(({ left }) => left.length > 0).length
    console.log(
      `\nseed ${seed}: ${whole} of ${results.length} whole again; ${broke} kills left something to heal`,
    )
    return whole === results.length ? exitCode.holds : exitCode.violated
  },
} as const

function parse(args: readonly string[]): {
  readonly seed: number
  readonly rounds: number
  readonly names: readonly string[]
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { seed: { type: 'string', default: '1' }, rounds: { type: 'string', default: '10' } },
    })
    if (!/^\d{1,9}$/.test(values.seed) || !/^[1-9]\d?$/.test(values.rounds))
      throw new UsageError('--seed needs a whole number, --rounds one from 1 to 99')
    return { seed: Number(values.seed), rounds: Number(values.rounds), names: positionals }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(error instanceof Error ? error.message : String(error))
  }
}
