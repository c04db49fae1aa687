import type { Environment } from '../environment/environment.ts'
import { openTokenProbe } from '../probes/kafka-probe.ts'
import type { Fault } from './fault.ts'

export interface BrokerRestart {
  /** A value of null leaves a planned setting away. */
  readonly settings: Readonly<Record<string, string | null>>
  /** What a broker with its planned settings refuses, and one with these takes. */
  readonly writeToken: () => Promise<string>
  /** What was seen when it took the token. */
  readonly seen: string
  /** What is wrong when it did not. */
  readonly unseen: string
}

/** Starts the broker anew with other settings. Healed by starting it as planned. */
export function restartBrokerWith({ access }: Environment, restart: BrokerRestart): Omit<Fault, 'name'> {
  const { system, addresses } = access
  const isTaken = async (): Promise<boolean> => {
    const token = await restart.writeToken()
    try {
      await (await openTokenProbe(addresses.clientBroker, token)).close()
      return true
    } catch {
      return false
    }
  }
  return {
    async inject() {
      await system.kill('kafka', 'SIGTERM')
      await system.restart('kafka', { brokerSettings: restart.settings })
      if (!(await isTaken())) throw new Error(restart.unseen)
      return restart.seen
    },
    async heal() {
      const isStopped = (): boolean => system.status().parts.kafka.state === 'stopped'
      if (!isStopped() && (await isTaken())) await system.kill('kafka', 'SIGTERM')
      if (isStopped()) await system.restart('kafka')
    },
  }
}
