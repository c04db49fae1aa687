import { runDoctor } from '../requirements/run-doctor.mjs'
import { allEnvironment } from '../runtime-settings.ts'
import type { Command } from './command.ts'

/** bin/easyflow.mjs answers it by itself, on the machine's own Node and with nothing installed. */
export const doctorCommand: Command = {
  summary: 'Say what this machine has and lacks',
  usage: '[--json]',
  options: { json: { type: 'boolean', default: false } },
  positionalsMax: 0,
  run: async ({ options, output }) =>
    await runDoctor(options['json'] === true ? ['--json'] : [], {
      environment: allEnvironment(),
      columns: process.stdout.columns,
      ...output,
    }),
}
