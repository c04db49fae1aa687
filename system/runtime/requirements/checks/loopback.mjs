// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { once } from 'node:events'
import { createServer } from 'node:net'

/** All parts listen on 127.0.0.1. @type {Requirement} */
export const loopback = {
  name: '127.0.0.1',
  group: 'system',
  look: async () => {
    const server = createServer()
    try {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return { state: 'ok', found: 'one can listen on it' }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      return {
        state: 'missing',
        found: `nothing can listen on 127.0.0.1 (${code})`,
        remedy: 'Switch the loopback interface on: ip link set lo up',
      }
    } finally {
      server.close()
    }
  },
}
