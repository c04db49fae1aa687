// The health check of our containers. Loads nothing, because it is started every few seconds.
// Arguments: addresses, http://… (answers 2xx) or tcp://… (lets in; the host `gate` is where the gate
// listens). Exit code 0 when all do, else 1.
import { connect } from 'node:net'
import { outerAddresses } from '../outer-addresses.ts'

const LIMIT_MS = 2000

const checks = process.argv.slice(2).map(async (address) => {
  const { protocol, hostname, port } = new URL(address)
  if (protocol === 'tcp:') return await letsIn(hostOf(hostname), Number(port))
  const answer = await fetch(address, { signal: AbortSignal.timeout(LIMIT_MS) })
  return answer.ok
})
const results = await Promise.all(checks.map((check) => check.catch(() => false)))
process.exitCode = results.length > 0 && results.every(Boolean) ? 0 : 1

async function letsIn(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(port, host)
  socket.setTimeout(LIMIT_MS)
  socket.once('connect', () => resolve(true))
  for (const event of ['error', 'timeout'] as const) socket.once(event, () => resolve(false))
  return await promise.finally(() => socket.destroy())
}

function hostOf(name: string): string {
  return name === 'gate' ? (process.env['EASYFLOW_GATE_ADDRESS'] ?? outerAddresses()[0] ?? name) : name
}
