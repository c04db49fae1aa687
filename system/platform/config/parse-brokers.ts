import { isLoopbackHost } from './is-loopback-host.ts'

/**
 * Reads a comma-separated list of `host:port`.
 *
 * @throws {TypeError} when it is empty, an entry is malformed, or loopback and remote brokers are mixed:
 *   the first may be spoken to in plain text, the others by TLS only.
 */
export function parseBrokers(text: string): readonly string[] {
  const brokers = text.split(',').map((entry) => entry.trim())
  for (const broker of brokers) {
    if (!/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):[1-9]\d{0,4}$/.test(broker)) {
      throw new TypeError('Kafka brokers are a comma-separated list of host:port')
    }
  }
  if (new Set(brokers.map(isLoopback)).size > 1) {
    throw new TypeError('Kafka brokers are either all on the loopback or all elsewhere')
  }
  return brokers
}

/** Tells whether a `host:port` is on this machine and so may be spoken to in plain text. */
export function isLoopback(broker: string): boolean {
  return isLoopbackHost(broker.slice(0, broker.lastIndexOf(':')))
}
