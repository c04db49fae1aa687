import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { exitCode } from '../../contracts/exit-code.ts'
import { trustAuthorities } from '../../platform/tokens/trust-authorities.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { readContext } from '../instance/read-context.ts'
import { readStatus } from '../instance/read-instance.ts'
import { controlPlaneSettingsOf } from '../parts/part-environments.ts'
import { stateRootOf } from '../runtime-settings.ts'
import type { Command } from './command.ts'

export const auditCommand: Command = {
  summary: 'Look for walls that are down: 0 none, 1 listed, 2 could not look',
  usage: '[--json | --sarif] [--watch | --repair | --probe [--api-url URL]] [--reinstall]',
  options: {
    json: { type: 'boolean', default: false },
    sarif: { type: 'boolean', default: false },
    repair: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    probe: { type: 'boolean', default: false },
    'api-url': { type: 'string' },
    reinstall: { type: 'boolean', default: false },
  },
  positionalsMax: 0,
  run: async ({ options, instance, output }) => {
    const clash = clashOf(options)
    if (clash !== undefined) {
      output.talk(clash)
      return exitCode.usage
    }
    const layout = layoutOf(stateRootOf(), instance)
    try {
      await readStatus(layout)
    } catch (error) {
      if (!(error instanceof EasyFlowError)) throw error
      output.talk(`The audit could not look: ${error.message}`)
      return exitCode.unknown
    }
    const [context, { runAuditCommand }, { controlPlaneSettingsSchema }] = await Promise.all([
      readContext(layout),
      // Only here: the other commands need no client of a database.
      import('../../control-plane/audit/run-audit-command.ts'),
      import('../../control-plane/settings.ts'),
    ])
    const settings = controlPlaneSettingsSchema.parse(controlPlaneSettingsOf(context))
    trustAuthorities(settings.EASYFLOW_OIDC_CA_FILE)
    if (options['probe'] === true) {
      const { runProbeCommand } = await import('../../control-plane/probe/run-probe-command.ts')
      const apiUrl = typeof options['api-url'] === 'string' ? options['api-url'] : settings.EASYFLOW_API_URL
      const asked = { ...settings, EASYFLOW_API_URL: apiUrl }
      return await runProbeCommand(
        { settings: asked, asJson: options['json'] === true, signal: untilInterrupted() },
        output,
      )
    }
    return await runAuditCommand(
      {
        databaseUrl: settings.EASYFLOW_DATABASE_URL,
        elsewhere: {
          broker: {
            brokers: settings.EASYFLOW_KAFKA_ADMIN_BROKERS,
            caFile: settings.EASYFLOW_KAFKA_CA_FILE,
            mechanism: settings.EASYFLOW_KAFKA_ADMIN_MECHANISM,
            user: settings.EASYFLOW_KAFKA_ADMIN_USER,
            password: settings.EASYFLOW_KAFKA_ADMIN_PASSWORD,
          },
          issuer: settings.EASYFLOW_ISSUER_URL,
          jwksUrl: settings.EASYFLOW_JWKS_URL,
        },
        asJson: options['json'] === true,
        asSarif: options['sarif'] === true,
        repairs: options['repair'] === true,
        isWatch: options['watch'] === true,
        reinstalls: options['reinstall'] === true,
        signal: untilInterrupted(),
      },
      output,
    )
  },
}

/** A watch goes on: it is one line after the other, and repairs nothing behind anybody's back. */
function clashOf(options: Readonly<Record<string, unknown>>): string | undefined {
  if (options['sarif'] === true && options['json'] === true) return 'Either --json or --sarif'
  if (options['watch'] === true && (options['sarif'] === true || options['repair'] === true))
    return '--watch goes with --json only: it prints no SARIF and repairs nothing'
  const others = ['sarif', 'watch', 'repair', 'reinstall'].filter((name) => options[name] === true)
  if (options['probe'] === true && others.length > 0)
    return `--probe goes with --json only, not with --${others.join(', --')}`
  if (options['api-url'] !== undefined && options['probe'] !== true)
    return '--api-url says where --probe asks'
  return undefined
}

function untilInterrupted(): AbortSignal {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  return stop.signal
}
