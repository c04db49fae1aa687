import { exitCode } from '../../contracts/exit-code.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { stopInstance } from '../instance/stop-instance.ts'
import { stateRootOf } from '../runtime-settings.ts'
import type { Command } from './command.ts'

export const stopCommand: Command = {
  summary: 'Stop it; what it stored stays',
  usage: '',
  options: {},
  positionalsMax: 0,
  run: async ({ instance, output }) => {
    const outcome = await stopInstance(layoutOf(stateRootOf(), instance))
    output.talk(`Instance ${instance} ${outcome}.`)
    return exitCode.ok
  },
}
