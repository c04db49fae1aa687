import { connect } from 'node:net'
import { once } from 'node:events'
import type { Environment } from '../environment/environment.ts'
import type { Fault } from './fault.ts'

/** Kills the issuer at once, as a crash would. Heals by starting it again on the same address, with the same keys. */
export function killIssuer({ access }: Environment): Omit<Fault, 'name'> {
  const { system, addresses } = access
  return {
    async inject() {
      const { pid } = system.status().parts.issuer
      await system.kill('issuer')
      const { host } = new URL(addresses.issuerUrl)
      if (await isOpen(host)) throw new Error(`Something still listens on ${host}`)
      return `the issuer's process ${String(pid)} is gone and nothing listens on ${host}`
    },
    async heal() {
      if (system.status().parts.issuer.state === 'stopped') await system.restart('issuer')
    },
  }
}

async function isOpen(host: string): Promise<boolean> {
  const [name = '', port = ''] = host.split(':')
  const socket = connect(Number(port), name)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
