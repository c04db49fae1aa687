import { BlockList, isIP } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')
loopback.addSubnet('::ffff:127.0.0.0', 104, 'ipv6')

/**
 * Tells whether a host, as it is written, is this machine and cannot be another one: an address of the
 * loopback, or `localhost`, which is reserved for it. A name that merely resolves to such an address is none:
 * who answers for it may change. What is not understood is not the loopback.
 */
export function isLoopbackHost(host: string): boolean {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
  if (bare.toLowerCase() === 'localhost') return true
  const family = isIP(bare)
  if (family === 0 || bare.includes('%')) return false
  return loopback.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}
