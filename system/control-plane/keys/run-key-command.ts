import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import type { KeyRemoval } from '../../contracts/key-removal.ts'
import { parseTenantId, type TenantId } from '../../contracts/tenant-id.ts'
import { holdLock } from '../../platform/database/hold-lock.ts'
import { openInstaller, type OpenInstaller } from '../../platform/database/with-installer.ts'
import { trustAuthorities } from '../../platform/tokens/trust-authorities.ts'
import { copyIssuerKeys } from '../copy-issuer-keys.ts'
import type { ControlPlaneSettings } from '../settings.ts'
import { noteKeyChange } from './database-keys.ts'
import type { KeyDependencies } from './key-dependencies.ts'
import { openLayerProbes } from './layer-probes.ts'
import { listKeys } from './list-keys.ts'
import { removeKey } from './remove-key.ts'
import { rotateKeys } from './rotate-keys.ts'

interface Output {
  readonly result: (text: string) => void
  readonly talk: (text: string) => void
}

export const keyCommands = ['keys-list', 'keys-rotate', 'keys-remove', 'keys-copy'] as const
export type KeyCommand = (typeof keyCommands)[number]

export const isKeyCommand = (name: string): name is KeyCommand => keyCommands.some((one) => one === name)

/**
 * Runs one of the commands about the issuer's keys. Unlike the others they go on while the database or the
 * broker is down: an emergency does not wait.
 *
 * @throws {EasyFlowError} as the commands do.
 */
export async function runKeyCommand(
  name: KeyCommand,
  { settings, kid, output }: { settings: ControlPlaneSettings; kid: string | undefined; output: Output },
): Promise<ExitCode> {
  trustAuthorities(settings.EASYFLOW_OIDC_CA_FILE)
  const installer = await openInstaller(settings.EASYFLOW_DATABASE_URL).catch(() => undefined)
  if (installer === undefined) output.talk('The database cannot be reached; going on without it')
  try {
    if (name === 'keys-list') {
      const { EASYFLOW_ISSUER_URL: issuer, EASYFLOW_JWKS_URL: jwksUrl } = settings
      const keysFile = settings.EASYFLOW_ISSUER_KEYS_FILE
      output.result(JSON.stringify(await listKeys({ issuer, jwksUrl, keysFile, installer })))
      return exitCode.ok
    }
    if (name === 'keys-copy') return await copyKeys(settings, installer, output)
    return await changeKeys(name, { settings, kid, output, installer })
  } finally {
    await installer?.close()
  }
}

async function copyKeys(
  settings: ControlPlaneSettings,
  installer: OpenInstaller | undefined,
  output: Output,
): Promise<ExitCode> {
  if (installer === undefined) return exitCode.unavailable
  const { EASYFLOW_ISSUER_URL: issuer, EASYFLOW_JWKS_URL: jwksUrl } = settings
  const kids = await copyIssuerKeys(installer, { issuer, jwksUrl })
  for (const kid of kids) await noteKeyChange(installer, { issuer, kid, change: 'copied', changedBy: who() })
  output.result(JSON.stringify({ kids }))
  return exitCode.ok
}

async function changeKeys(
  name: 'keys-rotate' | 'keys-remove',
  {
    settings,
    kid,
    output,
    installer,
  }: {
    settings: ControlPlaneSettings
    kid: string | undefined
    output: Output
    installer: OpenInstaller | undefined
  },
): Promise<ExitCode> {
  const keysFile = settings.EASYFLOW_ISSUER_KEYS_FILE
  if (keysFile === undefined) {
    throw new EasyFlowError(
      'ERR_SETTINGS_INVALID',
      'The keys belong to the provider at EASYFLOW_ISSUER_URL: rotate or remove them there, then run: easyflow keys copy',
    )
  }
  const tenant = await findTenant(settings.EASYFLOW_WORKER_TENANTS_FILE)
  const { probes, close } = openLayerProbes({ ...addressesOf(settings), tenant: tenant ?? NOBODY })
  const dependencies: KeyDependencies = {
    issuer: settings.EASYFLOW_ISSUER_URL,
    jwksUrl: settings.EASYFLOW_JWKS_URL,
    keysFile,
    installer,
    // A database without a tenant has no function that would look at a token.
    probes: probes.filter(({ layer }) => tenant !== undefined || layer !== 'database'),
    tenant: tenant ?? NOBODY,
    changedBy: who(),
    now: Date.now,
    say: output.talk,
  }
  const work = async (): Promise<ExitCode> => {
    if (name === 'keys-rotate') {
      output.result(JSON.stringify(await rotateKeys(dependencies)))
      return exitCode.ok
    }
    const removal = await removeKey(kid ?? '', dependencies)
    output.result(JSON.stringify(removal))
    return codeOf(removal)
  }
  try {
    return installer === undefined ? await work() : await holdLock(installer, 'issuerKeys', work)
  } finally {
    await close()
  }
}

/** Worst first: somebody accepts; something is left or could not be asked. */
function codeOf({ layers, isComplete }: KeyRemoval): ExitCode {
  if (layers.some(({ outcome }) => outcome === 'accepts')) return exitCode.violated
  return isComplete && layers.every(({ outcome }) => outcome === 'refuses') ? exitCode.ok : exitCode.unknown
}

const NOBODY = parseTenantId('nobody')

/** Any one: all of them are verified with the same keys. */
async function findTenant(tenantsFile: string): Promise<TenantId | undefined> {
  const tenants = z.array(z.string()).parse(JSON.parse(await readFile(tenantsFile, 'utf8')))
  return tenants[0] === undefined ? undefined : parseTenantId(tenants[0])
}

function addressesOf(settings: ControlPlaneSettings): {
  apiUrl: string
  brokers: readonly string[]
  caFile: string | undefined
  databaseUrl: string
} {
  const { EASYFLOW_API_URL: apiUrl, EASYFLOW_KAFKA_BROKERS: brokers } = settings
  const password = settings.EASYFLOW_DATABASE_API_PASSWORD
  if (apiUrl === undefined || brokers === undefined || password === undefined) {
    throw new EasyFlowError(
      'ERR_SETTINGS_INVALID',
      'To see who accepts a key, set EASYFLOW_API_URL, EASYFLOW_KAFKA_BROKERS and EASYFLOW_DATABASE_API_PASSWORD',
    )
  }
  const databaseUrl = new URL(settings.EASYFLOW_DATABASE_URL)
  databaseUrl.username = 'easyflow_api'
  databaseUrl.password = password
  return { apiUrl, brokers, caFile: settings.EASYFLOW_KAFKA_CA_FILE, databaseUrl: databaseUrl.href }
}

const who = (): string => userInfo().username
