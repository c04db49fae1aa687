import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { RUNS } from '../history/open-run.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import { removeDefences } from '../scenario/remove-defences.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { validateScenario } from '../scenario/validate-scenario.ts'
import type { Screen } from '../terminal/screen.ts'
import { catchInterrupt } from './catch-interrupt.ts'
import { openRunSystem } from './open-run-system.ts'
import { runScenarios } from './run-scenarios.ts'
import { UsageError } from './usage-error.ts'

/** Starts a system of its own or attaches to one, runs scenarios on it one after the other, and stops its own. */
export const runCommand = {
  usage:
    'npm run chaos -- run NAME... | --all | --quick  [--seed N] [--without DEFENCE]... [--dry] [--fail-fast] [--out DIR] [--instance NAME]',
  purpose: 'runs scenarios and judges them',
  async run(args: readonly string[], screen: Screen): Promise<ExitCode> {
    const options = parse(args)
    const scenarios = select(await loadScenarios(), options).map((scenario) =>
      withoutDefences(scenario, options.without),
    )
    refuseInvalid(scenarios)
    if (options.dry) {
      for (const { name } of scenarios) screen.say(name)
      return exitCode.ok
    }
    const interrupt = catchInterrupt((line) => console.error(line))
    try {
      if (options.instance === undefined) screen.say('Starting a system of its own ...', { tone: 'faint' })
      const opened = await openRunSystem({ ...options, signal: interrupt.signal })
      try {
        return await runScenarios(scenarios, {
          ...options,
          ...opened,
          screen,
          commandLine: ['run', ...args],
          signal: interrupt.signal,
        })
      } finally {
        await opened.close()
      }
    } catch (error) {
      if (!interrupt.signal.aborted) throw error
      console.error(
        `Interrupted. ${error instanceof AggregateError ? error.message : 'What was broken is healed.'}`,
      )
      return exitCode.interrupted
    }
  },
} as const

interface Options {
  readonly names: readonly string[]
  readonly all: boolean
  readonly quick: boolean
  readonly seed: number
  readonly without: readonly string[]
  readonly dry: boolean
  readonly failFast: boolean
  readonly out: string
  /** One that runs already, to be attached to. */
  readonly instance: string | undefined
}

function parse(args: readonly string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
        without: { type: 'string', multiple: true, default: [] },
        dry: { type: 'boolean', default: false },
        'fail-fast': { type: 'boolean', default: false },
        out: { type: 'string', default: RUNS },
        instance: { type: 'string' },
      },
    })
    if (!/^\d{1,9}$/.test(values.seed))
      throw new UsageError('--seed needs a whole number of at most nine digits')
    return {
      names: positionals,
      all: values.all,
      quick: values.quick,
      seed: Number(values.seed),
      without: values.without,
      dry: values.dry,
      failFast: values['fail-fast'],
      out: resolve(values.out),
      instance: values.instance,
    }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function select(scenarios: readonly Scenario[], { names, all, quick }: Options): readonly Scenario[] {
  if (all) return scenarios
  if (quick) return scenarios.filter(({ isQuick }) => isQuick)
  if (names.length === 0) throw new UsageError('Name scenarios, or say --all or --quick')
  return names.map((name) => {
    const found = scenarios.find((scenario) => scenario.name === name)
    if (found === undefined) throw new UsageError(`There is no scenario "${name}"; "chaos list" names them`)
    return found
  })
}

function withoutDefences(scenario: Scenario, names: readonly string[]): Scenario {
  try {
    return removeDefences(scenario, names)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function refuseInvalid(scenarios: readonly Scenario[]): void {
  const wrong = scenarios.flatMap((scenario) =>
    validateScenario(scenario).map((fault) => `${scenario.name}: ${fault}`),
  )
  if (wrong.length > 0) throw new UsageError(wrong.join('; '))
}
