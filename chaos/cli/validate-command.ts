import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import { validateScenario } from '../scenario/validate-scenario.ts'

/** Validates every scenario without touching anything. */
export const validateCommand = {
  usage: 'npm run chaos -- validate',
  purpose: 'what is wrong with any scenario; nothing is started',
  async run(): Promise<ExitCode> {
    let wrong = 0
    const scenarios = await loadScenarios()
    for (const scenario of scenarios) {
      const faults = validateScenario(scenario)
      wrong += faults.length
      for (const fault of faults) console.log(`${scenario.name}: ${fault}`)
    }
    console.log(`${scenarios.length} scenarios, ${wrong} faults`)
    return wrong === 0 ? exitCode.ok : exitCode.usage
  },
} as const
