import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { exitCode } from '../../contracts/exit-code.ts'
import { credentialsSchema } from '../../contracts/system-status.ts'
import { probeBroker } from '../../platform/kafka/probe-broker.ts'
import { askControlPlane } from '../parts/ask-control-plane.ts'
import { makeDatabase } from '../postgres/plan-postgres.ts'
import { addressOf } from '../system-context.ts'
import { containerContextOf, containerLayoutOf } from './container-context.ts'
import type { ContainerSettings } from './container-settings.ts'

const BROKER_LIMIT_MS = 60_000
const TRIES = 2

/**
 * Brings the servers of a compose project to where api and worker can start. Safe to run again.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when the broker does not let its administrator in within 60 s, or
 *   the control plane fails twice: on a busy machine the broker may lose its place for a moment.
 */
export async function bootstrapSystem(
  settings: ContainerSettings,
  talk: (text: string) => void,
): Promise<void> {
  const { credentialsFile } = containerLayoutOf(settings)
  const credentials = credentialsSchema.parse(JSON.parse(await readFile(credentialsFile, 'utf8')))
  const context = containerContextOf(settings, credentials)
  await makeDatabase(context)
  talk('database ready')
  await waitForBroker(addressOf(context.ports.kafkaInternal), credentials.kafka.admin)
  talk('broker ready')
  for (let tried = 1; ; tried += 1) {
    const { code } = await askControlPlane(context, ['bootstrap'], talk)
    if (code === exitCode.ok) return
    if (tried === TRIES) {
      throw new EasyFlowError('ERR_PART_FAILED', `The control plane ended with exit code ${String(code)}`)
    }
  }
}

async function waitForBroker(
  address: string,
  admin: { readonly user: string; readonly password: string },
): Promise<void> {
  const giveUpAt = Date.now() + BROKER_LIMIT_MS
  for (;;) {
    try {
      await probeBroker({ brokers: [address], ...admin, timeoutMs: 2000 })
      return
    } catch (cause) {
      if (Date.now() > giveUpAt) {
        throw new EasyFlowError(
          'ERR_PART_FAILED',
          `The broker at ${address} did not let its administrator in within ${String(BROKER_LIMIT_MS)} ms`,
          { cause },
        )
      }
    }
    await pause(200)
  }
}
