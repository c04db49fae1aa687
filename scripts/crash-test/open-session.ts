import { setTimeout as pause } from 'node:timers/promises'
import { systemStatusSchema } from '../../system/contracts/system-status.ts'
import { beginEasyflow } from './easyflow-command.ts'
import { openCallers, openGround } from './open-ground.ts'
import type { Session } from './run-round.ts'
import { beginTraffic } from './run-traffic.ts'

const FIRST_TRAFFIC_MS = 1000

/** A first start, so that there is something to lose. */
export async function openSession(instance: string): Promise<Session> {
  const first = await beginEasyflow(['start', '--instance', instance]).ended
  if (first.code !== 0) throw new Error(`The first start failed: ${first.said}`)
  const { text } = await beginEasyflow(['status', '--json', '--instance', instance]).ended
  const { stateDirectory } = systemStatusSchema.parse(JSON.parse(text))
  const ground = openGround(instance, stateDirectory)
  const label = `crash${Date.now().toString(36)}`
  const traffic = beginTraffic(await openCallers(ground), `${label}-0`)
  await pause(FIRST_TRAFFIC_MS)
  const ledger = [...(await traffic.stop())]
  return {
    ground,
    ledger,
    label,
    fresh: ({ number }) => openGround(`${instance}-${String(number)}`, stateDirectory),
  }
}
