import { exitCode } from '../../system/contracts/exit-code.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'

/** Prints every scenario with its class, its declared verdict and its title. */
export const listCommand = {
  usage: 'npm run chaos -- list',
  purpose: 'every scenario, its class, the verdict it declares, and its title',
  async run() {
    const scenarios = await loadScenarios()
    const width = Math.max(...scenarios.map(({ name }) => name.length))
    for (const { name, failureClass, declared, title, isQuick } of scenarios) {
      console.log(
        `${name.padEnd(width)}  ${failureClass.padEnd(10)}  ${declared.outcome.padEnd(8)}  ${isQuick ? 'quick' : '     '}  ${title}`,
      )
    }
    return exitCode.ok
  },
} as const
