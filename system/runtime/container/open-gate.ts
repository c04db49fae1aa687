import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { HOST } from '../system-context.ts'
import { outerAddresses } from './outer-addresses.ts'

export interface Gate {
  /** Takes no more connections, cuts those there are. */
  close(): void
}

/**
 * Lets in from outside: what comes to one of `ports` on one of `addresses` is passed on to the same port on
 * 127.0.0.1. The parts themselves listen on the loopback only, as they do natively, and this is the one door.
 *
 * @throws when an address cannot be listened on, or there is none.
 */
export async function openGate(ports: readonly number[], addresses = outerAddresses()): Promise<Gate> {
  if (addresses.length === 0) throw new Error('There is no address to let in from')
  const open = new Set<Socket>()
  const servers: Server[] = []
  for (const address of addresses) {
    for (const port of ports) {
      // Half-open: whoever has said all may still be answered.
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (outside) =>
        passOn(outside, port, open),
      )
      server.listen(port, address)
      await once(server, 'listening')
      servers.push(server)
    }
  }
  return {
    close: () => {
      for (const server of servers) server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

function passOn(outside: Socket, port: number, open: Set<Socket>): void {
  const inside = connect({ port, host: HOST, allowHalfOpen: true, noDelay: true })
  const pair = [outside, inside] as const
  for (const socket of pair) {
    open.add(socket)
    // Whatever ended one side ends the other; what went wrong is told to both by that.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      open.delete(socket)
      for (const either of pair) either.destroy()
    })
  }
  outside.pipe(inside)
  inside.pipe(outside)
}
