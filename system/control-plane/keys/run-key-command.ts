import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import type { KeyRemoval } from '../../contracts/key-removal.ts'
import { parseTenantId, type TenantId } from '../../contracts/tenant-id.ts'
import { openInstaller, type Installer, type OpenInstaller } from '../../platform/database/with-installer.ts'
import { trustAuthorities } from '../../platform/tokens/trust-authorities.ts'
import { copyIssuerKeys } from '../copy-issuer-keys.ts'
import type { ControlPlaneSettings } from '../settings.ts'
import { accountName } from './account-name.ts'
import { noteKeyChange } from './database-keys.ts'
import type { KeyDependencies } from './key-dependencies.ts'
import { openLayerProbes } from './layer-probes.ts'
import { listKeys } from './list-keys.ts'
import { probeAddressesOf } from './probe-addresses-of.ts'
import { removeKey } from './remove-key.ts'
import { restoreKeyEnds } from './restore-key-ends.ts'
import { rotateKeys } from './rotate-keys.ts'
import { withinLimit } from './within-limit.ts'
import { withKeyLock } from './with-key-lock.ts'

interface Output {
  readonly result: (text: string) => void
  readonly talk: (text: string) => void
}

export const keyCommands = ['keys-list', 'keys-rotate', 'keys-remove', 'keys-copy'] as const
export type KeyCommand = (typeof keyCommands)[number]

export const isKeyCommand = (name: string): name is KeyCommand => keyCommands.some((one) => one === name)

/** How long a removal waits for one answer of a database that hangs. The others wait for one another's lock. */
const EMERGENCY_ANSWER_LIMIT_MS = 3000
/** How long it waits for its connection before it begins without it. */
const EMERGENCY_REACH_LIMIT_MS = 500

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
  const { late, installer } = await reachDatabase(settings.EASYFLOW_DATABASE_URL, name === 'keys-remove')
  if (installer === undefined) output.talk('The database cannot be reached; going on without it')
  try {
    if (name === 'keys-list') {
      const { EASYFLOW_ISSUER_URL: issuer, EASYFLOW_JWKS_URL: jwksUrl } = settings
      const keysFile = settings.EASYFLOW_ISSUER_KEYS_FILE
      output.result(JSON.stringify(await listKeys({ issuer, jwksUrl, keysFile, installer })))
      return exitCode.ok
    }
    if (name === 'keys-copy') return await copyKeys(settings, installer, output)
    return await changeKeys(name, { settings, kid, output, installer, late })
  } finally {
    // One that hangs is not waited for: it is closed when it answers.
    if (installer === undefined) void late.then(async (one) => await one?.close())
    else await installer.close()
  }
}

/**
 * An emergency waits for an answer no longer than a moment: a database that comes later is joined by `late`.
 */
async function reachDatabase(
  url: string,
  isEmergency: boolean,
): Promise<{ late: Promise<OpenInstaller | undefined>; installer: OpenInstaller | undefined }> {
  const limits = isEmergency ? { answerWithinMs: EMERGENCY_ANSWER_LIMIT_MS } : {}
  const late = openInstaller(url, limits).catch(() => undefined)
  const installer = isEmergency ? await withinLimit(late, EMERGENCY_REACH_LIMIT_MS, undefined) : await late
  return { late, installer }
}

async function copyKeys(
  settings: ControlPlaneSettings,
  installer: OpenInstaller | undefined,
  output: Output,
): Promise<ExitCode> {
  if (installer === undefined) return exitCode.unavailable
  const { EASYFLOW_ISSUER_URL: issuer, EASYFLOW_JWKS_URL: jwksUrl } = settings
  const kids = await copyIssuerKeys(installer, { issuer, jwksUrl })
  const keysFile = settings.EASYFLOW_ISSUER_KEYS_FILE
  if (keysFile !== undefined) {
    await restoreKeyEnds(installer, { issuer, keysFile, changedBy: accountName(), now: Date.now })
  }
  for (const kid of kids)
    await noteKeyChange(installer, { issuer, kid, change: 'copied', changedBy: accountName() })
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
    late,
  }: {
    settings: ControlPlaneSettings
    kid: string | undefined
    output: Output
    installer: OpenInstaller | undefined
    late: Promise<OpenInstaller | undefined>
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
  const { probes, close } = openLayerProbes({ ...probeAddressesOf(settings), tenant: tenant ?? NOBODY })
  const dependencies: Omit<KeyDependencies, 'installer'> = {
    issuer: settings.EASYFLOW_ISSUER_URL,
    jwksUrl: settings.EASYFLOW_JWKS_URL,
    keysFile,
    // A database without a tenant has no function that would look at a token.
    probes: probes.filter(({ layer }) => tenant !== undefined || layer !== 'database'),
    tenant: tenant ?? NOBODY,
    changedBy: accountName(),
    now: Date.now,
    say: output.talk,
  }
  const work = async (reached: Installer | undefined): Promise<ExitCode> => {
    if (installer !== undefined && reached === undefined) {
      output.talk('The database does not answer, or another command holds its lock; going on without it')
    }
    if (name === 'keys-rotate') {
      output.result(JSON.stringify(await rotateKeys({ ...dependencies, installer: reached })))
      return exitCode.ok
    }
    const removal = await removeKey(kid ?? '', {
      ...dependencies,
      installer: reached,
      // One that was reached in time had its turn.
      late: installer === undefined ? late : undefined,
    })
    output.result(JSON.stringify(removal))
    return codeOf(removal)
  }
  try {
    if (installer === undefined) return await work(undefined)
    return await withKeyLock(installer, name === 'keys-remove', work)
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
