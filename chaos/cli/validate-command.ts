import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import type { Screen } from '../terminal/screen.ts'
import { validateScenario } from '../scenario/validate-scenario.ts'

/** Validates every scenario without touching anything. */
export const validateCommand = {
  usage: 'npm run chaos -- validate',
  purpose: 'what is wrong with any scenario; nothing is started',
  async run(_args: readonly string[], screen: Screen): Promise<ExitCode> {
    let wrong = 0
    const scenarios = await loadScenarios()
    for (const scenario of scenarios) {
      const faults = validateScenario(scenario)
      wrong += faults.length
      for (const fault of faults) screen.say(`${scenario.name}: ${fault}`, { tone: 'bad' })
    }
    screen.say(`${scenarios.length} scenarios, ${wrong} faults`, { tone: wrong === 0 ? 'good' : 'bad' })
    return wrong === 0 ? exitCode.ok : exitCode.usage
  },
} as const
