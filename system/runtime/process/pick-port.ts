import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Finds a port that is free on 127.0.0.1 right now. Someone else may take it before it is used, so whoever
 * uses it has to be ready to pick another.
 *
 * @param preferred taken when it is free: an instance that starts again keeps its addresses.
 */
export async function pickPort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await listenOnce(preferred)) !== undefined) return preferred
  const port = await listenOnce(0)
  if (port === undefined) throw new Error('No free port on 127.0.0.1')
  return port
}

async function listenOnce(port: number): Promise<number | undefined> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    // Taken, or not allowed: either way it is not to be had.
    return undefined
  }
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : undefined
}
