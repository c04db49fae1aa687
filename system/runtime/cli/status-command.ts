import { exitCode } from '../../contracts/exit-code.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { readStatus } from '../instance/read-instance.ts'
import { stateRootOf } from '../runtime-settings.ts'
import type { Command } from './command.ts'
import { describeAddresses, describeParts } from './describe-status.ts'

export const statusCommand: Command = {
  summary: 'Say what runs, where, and which files belong to it',
  usage: '[--json]',
  options: { json: { type: 'boolean', default: false } },
  positionalsMax: 0,
  run: async ({ options, instance, output }) => {
    const status = await readStatus(layoutOf(stateRootOf(), instance))
    if (options['json'] === true) output.result(JSON.stringify(status, null, 2))
    else output.result(`${describeParts(status)}\n\n${describeAddresses(status)}`)
    return Object.values(status.parts).every((part) => part.state === 'ready')
      ? exitCode.ok
      : exitCode.unavailable
  },
}
