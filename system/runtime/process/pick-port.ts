import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below the ports that operating systems hand out for outgoing connections: one of those could take the port
 * of a part while it is down.
 */
const LOWEST = 20_000
const HIGHEST = 32_000

/**
 * Finds a port that is free on 127.0.0.1 right now. Someone else may take it before it is used, so whoever
 * uses it has to be ready to pick another.
 *
 * @param preferred taken when it is free: an instance that starts again keeps its addresses.
 */
export async function pickPort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFreePort(preferred))) return preferred
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST)
    if (await isFreePort(port)) return port
  }
  throw new Error('No free port on 127.0.0.1')
}

/** Tells whether one could listen on it now. */
export async function isFreePort(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    // Taken, or not allowed: either way it is not to be had.
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
