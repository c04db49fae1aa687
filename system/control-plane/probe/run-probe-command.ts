import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import { formatDatabaseUrl, parseDatabaseUrl } from '../../platform/config/parse-database-url.ts'
import { withInstaller } from '../../platform/database/with-installer.ts'
import { probeAddressesOf } from '../keys/probe-addresses-of.ts'
import { buildLateBroker } from '../late-broker.ts'
import type { ControlPlaneSettings } from '../settings.ts'
import { askProbeTokens } from './ask-probe-tokens.ts'
import { holdProbeTenants } from './hold-probe-tenants.ts'
import { probeApi } from './probe-api.ts'
import { probeBroker } from './probe-broker.ts'
import type { ProbeGround, ProbeResult } from './probe-ground.ts'
import { probeLogin } from './probe-login.ts'

interface Output {
  readonly result: (text: string) => void
  readonly talk: (text: string) => void
}

/**
 * The canary probe as an operator runs it: two synthetic tenants are made, one tries to read the other's canary through
 * each layer, and both are removed. 0: each layer refused; 1: one did not; 2: it could not be shown.
 */
export async function runProbeCommand(
  {
    settings,
    asJson,
    signal,
  }: { readonly settings: ControlPlaneSettings; readonly asJson: boolean; readonly signal: AbortSignal },
  { result, talk }: Output,
): Promise<ExitCode> {
  const broker = buildLateBroker(adminOf(settings), 0)
  try {
    const layers = await withInstaller(settings.EASYFLOW_DATABASE_URL, (installer) => {
      const { EASYFLOW_ISSUER_CLIENTS_FILE: clientsFile, EASYFLOW_WORKER_TENANTS_FILE: tenantsFile } =
        settings
      return holdProbeTenants({ installer, broker, clientsFile, tenantsFile }, async (tenants) => {
        const ask = { issuer: settings.EASYFLOW_ISSUER_URL, clientsFile }
        const owner = await askProbeTokens(tenants.owner, ask)
        const stranger = await askProbeTokens(tenants.stranger, ask)
        return await attackAll({ owner, stranger, canary: tenants.canary, ...addressesOf(settings) }, signal)
      })
    })
    result(asJson ? JSON.stringify({ version: 1, layers }, null, 2) : describe(layers))
    if (layers.some(({ outcome }) => outcome === 'LEAK' || outcome === 'passed')) return exitCode.violated
    return layers.some(({ outcome }) => outcome === 'unknown') ? exitCode.unknown : exitCode.ok
  } catch (error) {
    const code = error instanceof EasyFlowError ? `${error.code}: ` : ''
    talk(`The probe could not be made: ${code}${error instanceof Error ? error.message : String(error)}`)
    return exitCode.unknown
  } finally {
    await broker.close()
  }
}

async function attackAll(ground: ProbeGround, signal: AbortSignal): Promise<readonly ProbeResult[]> {
  const layers: ProbeResult[] = []
  const probes = [
    probeApi,
    probeBroker,
    (one: ProbeGround) => probeLogin(one, 'login of the api'),
    (one: ProbeGround) => probeLogin(one, 'login of the worker'),
  ]
  for (const probe of probes) {
    // Ctrl-C: what was made is removed all the same.
    signal.throwIfAborted()
    layers.push(await probe(ground))
  }
  return layers
}

function describe(layers: readonly ProbeResult[]): string {
  const lines = layers.map(({ layer, outcome, detail }) =>
    `${layer.padEnd(20)} ${outcome.padEnd(8)} ${detail}`.trimEnd(),
  )
  return ['One tenant tried to read the canary of another:', ...lines].join('\n')
}

function addressesOf(
  settings: ControlPlaneSettings,
): Pick<ProbeGround, 'apiUrl' | 'brokers' | 'caFile' | 'logins'> {
  const { apiUrl, brokers, caFile, databaseUrl } = probeAddressesOf(settings)
  const password = settings.EASYFLOW_DATABASE_WORKER_PASSWORD
  if (password === undefined)
    throw new EasyFlowError(
      'ERR_SETTINGS_INVALID',
      'To act as the worker, set EASYFLOW_DATABASE_WORKER_PASSWORD',
    )
  const worker = formatDatabaseUrl({
    ...parseDatabaseUrl(settings.EASYFLOW_DATABASE_URL),
    user: 'easyflow_worker',
    password,
  })
  return {
    apiUrl,
    brokers,
    caFile,
    logins: { 'login of the api': databaseUrl, 'login of the worker': worker },
  }
}

const adminOf = (settings: ControlPlaneSettings) => ({
  caFile: settings.EASYFLOW_KAFKA_CA_FILE,
  mechanism: settings.EASYFLOW_KAFKA_ADMIN_MECHANISM,
  brokers: settings.EASYFLOW_KAFKA_ADMIN_BROKERS,
  user: settings.EASYFLOW_KAFKA_ADMIN_USER,
  password: settings.EASYFLOW_KAFKA_ADMIN_PASSWORD,
})
