import { z } from 'zod'
import { startOneMoreServer, type StandingServer } from '../cost/one-more-server.ts'
import { endServersBeside } from '../cost/servers-beside.ts'
import type { Environment } from '../environment/environment.ts'
import type { Fault } from './fault.ts'

export const addServersOptions = z.strictObject({ count: z.int().min(1).max(8) })

/** Starts database servers beside the shared one, empty and idle: as if each more tenant got one of its own. */
export function addServers(
  { access: { system } }: Environment,
  { count }: z.infer<typeof addServersOptions>,
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  const standing: StandingServer[] = []
  return {
    async inject() {
      for (let made = 0; made < count; made += 1)
        standing.push(await startOneMoreServer(system.status(), signal))
      return `${count} more database servers answer beside the shared one`
    },
    async heal() {
      for (const server of standing.splice(0)) await server.end()
      // Those that another process has started.
      await endServersBeside(system.status())
    },
  }
}
