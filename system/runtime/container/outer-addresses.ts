import { networkInterfaces } from 'node:os'

/** Every IPv4 address of this machine but the loopback's. */
export function outerAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
}
