import type { Environment } from '../environment/environment.ts'
import { writeUnsignedToken } from '../attacks/forge-token.ts'
import { openTokenProbe } from '../probes/kafka-probe.ts'
import type { Fault } from './fault.ts'

/** Without this line the broker starts all the same, and takes a token's word for everything in it. */
const VALIDATION = 'listener.name.client.oauthbearer.sasl.server.callback.handler.class'

/** Starts the broker anew without the setting that makes it verify tokens. Healed by starting it as planned. */
export function acceptUnsignedTokens({ access }: Environment): Omit<Fault, 'name'> {
  const { system, addresses } = access
  const [tenant] = access.tenants
  if (tenant === undefined) throw new TypeError('There is no tenant')
  const isAccepted = async (): Promise<boolean> => {
    try {
      const probe = await openTokenProbe(
        addresses.clientBroker,
        writeUnsignedToken({ issuerUrl: addresses.issuerUrl, tenant }),
      )
      await probe.close()
      return true
    } catch {
      return false
    }
  }
  return {
    async inject() {
      await system.kill('kafka', 'SIGTERM')
      await system.restart('kafka', { brokerSettings: { [VALIDATION]: null } })
      if (!(await isAccepted())) throw new Error('The broker still refuses a token that nobody signed')
      return `the broker was started without ${VALIDATION} and lets in a token that nobody signed`
    },
    async heal() {
      const isStopped = (): boolean => system.status().parts.kafka.state === 'stopped'
      if (!isStopped() && (await isAccepted())) await system.kill('kafka', 'SIGTERM')
      if (isStopped()) await system.restart('kafka')
    },
  }
}
