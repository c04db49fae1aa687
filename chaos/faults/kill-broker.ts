import { connect } from 'node:net'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import type { Fault } from './fault.ts'

const HANGS_UP_WITHIN_MS = 300

/** Kills the broker at once, as a crash would. Heals by starting it again on the same address and data. */
export function killBroker(system: RunningSystem, address: string): Fault {
  return {
    name: 'kill-broker',
    async inject() {
      const pid = system.status().parts.kafka.pid
      await system.kill('kafka')
      if (await isListening(address)) throw new Error(`Something still listens on ${address}`)
      const which = pid === null ? '' : ` ${String(pid)}`
      return `the broker's process${which} is gone and nothing listens on ${address}`
    },
    async heal() {
      if (system.status().parts.kafka.state === 'stopped') await system.restart('kafka')
    },
  }
}

function isListening(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(':')
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(Number(port), host)
  socket.setTimeout(500)
  for (const event of ['error', 'timeout', 'close'] as const) socket.once(event, () => resolve(false))
  // Where a port is passed on from elsewhere, whoever passes it on lets one in and hangs up at once.
  socket.once('connect', () => setTimeout(() => resolve(true), HANGS_UP_WITHIN_MS))
  socket.resume()
  return promise.finally(() => socket.destroy())
}
