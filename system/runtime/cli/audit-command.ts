import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { exitCode } from '../../contracts/exit-code.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { readContext } from '../instance/read-context.ts'
import { readStatus } from '../instance/read-instance.ts'
import { controlPlaneSettingsOf } from '../parts/part-environments.ts'
import { stateRootOf } from '../runtime-settings.ts'
import type { Command } from './command.ts'

export const auditCommand: Command = {
  summary: 'Look for walls that are down: 0 none, 1 listed, 2 could not look',
  usage: '[--json] [--watch] [--reinstall]',
  options: {
    json: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    reinstall: { type: 'boolean', default: false },
  },
  positionalsMax: 0,
  run: async ({ options, instance, output }) => {
    const layout = layoutOf(stateRootOf(), instance)
    try {
      await readStatus(layout)
    } catch (error) {
      if (!(error instanceof EasyFlowError)) throw error
      output.talk(`The audit could not look: ${error.message}`)
      return exitCode.unknown
    }
    const [context, { runAuditCommand }] = await Promise.all([
      readContext(layout),
      // Only here: the other commands need no client of a database.
      import('../../control-plane/audit/run-audit-command.ts'),
    ])
    return await runAuditCommand(
      {
        databaseUrl: controlPlaneSettingsOf(context)['EASYFLOW_DATABASE_URL'] ?? '',
        asJson: options['json'] === true,
        isWatch: options['watch'] === true,
        reinstalls: options['reinstall'] === true,
        signal: untilInterrupted(),
      },
      output,
    )
  },
}

function untilInterrupted(): AbortSignal {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  return stop.signal
}
