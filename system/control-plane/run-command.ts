import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { exitCode, type ExitCode } from '../contracts/exit-code.ts'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { loadSettings } from '../platform/config/load-settings.ts'
import { withInstaller } from '../platform/database/with-installer.ts'
import { trustAuthorities } from '../platform/tokens/trust-authorities.ts'
import { runAuditCommand } from './audit/run-audit-command.ts'
import { bootstrap } from './bootstrap.ts'
import { demoTenants } from './demo-tenants.ts'
import { isKeyCommand, keyCommands, runKeyCommand } from './keys/run-key-command.ts'
import { buildLateBroker, type LateBroker } from './late-broker.ts'
import { seedDemoRows } from './seed-demo-rows.ts'
import { controlPlaneSettingsSchema, type ControlPlaneSettings } from './settings.ts'
import { createTenant, listTenants, removeTenant, type TenantDependencies } from './tenants.ts'

interface Output {
  readonly result: (text: string) => void
  readonly talk: (text: string) => void
}

type Command = (context: {
  readonly dependencies: TenantDependencies & { readonly broker: LateBroker }
  readonly settings: ControlPlaneSettings
  readonly args: readonly string[]
  readonly output: Output
}) => Promise<void>

/** `bootstrap` with it waits for a broker that is still starting, and sees to the database meanwhile. */
const AWAIT_BROKER = '--await-broker'
/** Longer than a start may take, also when it is tried twice: whoever starts both tells why it did not. */
const BROKER_LIMIT_MS = 150_000

const commands: Readonly<Record<string, Command>> = {
  bootstrap: async ({ dependencies, settings, output }) => {
    await bootstrap(dependencies, {
      issuer: settings.EASYFLOW_ISSUER_URL,
      jwksUrl: settings.EASYFLOW_JWKS_URL,
      keysFile: settings.EASYFLOW_ISSUER_KEYS_FILE,
      logins: {
        easyflow_api: settings.EASYFLOW_DATABASE_API_PASSWORD,
        easyflow_worker: settings.EASYFLOW_DATABASE_WORKER_PASSWORD,
      },
      tenants: demoTenants,
      brokerReady: () => dependencies.broker.ready(),
      onDone: output.talk,
    })
  },
  'tenants-list': async ({ dependencies, output }) => {
    output.result(JSON.stringify(await listTenants(dependencies.installer)))
  },
  'tenants-create': async ({ dependencies, args, output }) => {
    // `--demo`: with the customers, orders and workflows of the demo tenants. Otherwise a tenant begins empty.
    const { seed: _, ...empty } = dependencies
    const wanted = args.includes('--demo') ? dependencies : empty
    // All of them are understood before the first is made.
    for (const tenant of args.filter((arg) => arg !== '--demo').map(parseTenantId)) {
      const startedAt = performance.now()
      await createTenant(wanted, tenant)
      output.result(JSON.stringify({ created: tenant, elapsedMs: Math.round(performance.now() - startedAt) }))
    }
  },
  'tenants-remove': async ({ dependencies, args, output }) => {
    for (const tenant of args.map(parseTenantId)) {
      await removeTenant(dependencies, tenant)
      output.result(JSON.stringify({ removed: tenant }))
    }
  },
}

/** Runs one command of the control plane. Results go to `output.result`, everything else to `output.talk`. */
export async function runCommand(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  output: Output,
): Promise<ExitCode> {
  const [name = '', ...args] = argv
  if (name === 'audit') return lookAround(args, environment, output)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  try {
    if (isKeyCommand(name)) {
      const settings = loadSettings(controlPlaneSettingsSchema, environment)
      return await runKeyCommand(name, { settings, kid: args[0], output })
    }
    if (command === undefined) {
      const known = [...Object.keys(commands), 'audit', ...keyCommands]
      output.talk(`Unknown command "${name}". Try one of: ${known.join(', ')}`)
      return exitCode.usage
    }
    const settings = loadSettings(controlPlaneSettingsSchema, environment)
    const brokerWithinMs = args.includes(AWAIT_BROKER) ? BROKER_LIMIT_MS : 0
    await withDependencies({ settings, brokerWithinMs }, (dependencies) =>
      command({ dependencies, settings, args, output }),
    )
    return exitCode.ok
  } catch (error) {
    output.talk(describe(error))
    return exitCodeOf(error)
  }
}

/** The audit asks the database alone: a broker that is down must not keep it from looking. */
async function lookAround(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  output: Output,
): Promise<ExitCode> {
  try {
    const settings = loadSettings(
      controlPlaneSettingsSchema.pick({ EASYFLOW_DATABASE_URL: true }),
      environment,
    )
    const request = {
      databaseUrl: settings.EASYFLOW_DATABASE_URL,
      asJson: args.includes('--json'),
      isWatch: false,
      reinstalls: args.includes('--reinstall'),
      signal: new AbortController().signal,
    }
    return await runAuditCommand(request, output)
  } catch (error) {
    output.talk(describe(error))
    return exitCode.unknown
  }
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof TypeError) return exitCode.usage
  if (!(error instanceof EasyFlowError)) return exitCode.crashed
  if (/^ERR_(TENANT|NOT_FOUND|SETTINGS)/.test(error.code)) return exitCode.usage
  return /^ERR_(ISSUER_UNAVAILABLE|PART_FAILED)/.test(error.code) ? exitCode.unavailable : exitCode.crashed
}

async function withDependencies(
  { settings, brokerWithinMs }: { readonly settings: ControlPlaneSettings; readonly brokerWithinMs: number },
  work: (dependencies: TenantDependencies & { readonly broker: LateBroker }) => Promise<void>,
): Promise<void> {
  trustAuthorities(settings.EASYFLOW_OIDC_CA_FILE)
  const options = {
    caFile: settings.EASYFLOW_KAFKA_CA_FILE,
    mechanism: settings.EASYFLOW_KAFKA_ADMIN_MECHANISM,
    brokers: settings.EASYFLOW_KAFKA_ADMIN_BROKERS,
    user: settings.EASYFLOW_KAFKA_ADMIN_USER,
    password: settings.EASYFLOW_KAFKA_ADMIN_PASSWORD,
  }
  const broker = buildLateBroker(options, brokerWithinMs)
  try {
    // Without a broker that is on its way nothing is begun.
    if (brokerWithinMs === 0) await broker.ready()
    await withInstaller(settings.EASYFLOW_DATABASE_URL, (installer) =>
      work({
        installer,
        broker,
        clientsFile: settings.EASYFLOW_ISSUER_CLIENTS_FILE,
        tenantsFile: settings.EASYFLOW_WORKER_TENANTS_FILE,
        seed: (tenant) => seedDemoRows(installer, tenant, settings.EASYFLOW_DEMO_SEED),
      }),
    )
  } finally {
    await broker.close()
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = error instanceof EasyFlowError ? `${error.code}: ` : ''
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${code}${error.message}${cause}`
}
