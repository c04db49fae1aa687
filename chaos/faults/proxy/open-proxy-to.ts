import { z } from 'zod'
import type { Environment } from '../../environment/environment.ts'
import { startProxy, type Proxy } from './start-proxy.ts'

/** The servers that a stand-in can be put a proxy before. */
export const proxiedServers = ['kafka', 'postgres', 'issuer'] as const
export const proxiedServer = z.enum(proxiedServers)
export type ProxiedServer = z.infer<typeof proxiedServer>

/**
 * Opens the run's proxy to a server, or finds it open. It ends with the run.
 *
 * @throws {Error} for a broker that was not started by us: it would send its clients past any proxy.
 */
export async function openProxyTo(environment: Environment, server: ProxiedServer): Promise<Proxy> {
  const { stage, seed } = environment
  const known = stage.proxy(server)
  if (known !== undefined) return known
  const proxy = await startProxy({ ...placeOf(environment, server), seed })
  stage.putProxy(server, proxy)
  return proxy
}

/** The settings with which an api or a worker goes through a proxy. @throws {Error} when one cannot be opened. */
export async function settingsThrough(
  environment: Environment,
  part: 'api' | 'worker',
  servers: readonly ProxiedServer[],
): Promise<Readonly<Record<string, string>>> {
  const { addresses } = environment.access
  const settings: Record<string, string> = {}
  for (const server of servers) {
    const { address } = await openProxyTo(environment, server)
    if (server === 'kafka') settings['EASYFLOW_KAFKA_BROKERS'] = address
    else if (server === 'postgres') {
      const url = new URL(part === 'api' ? addresses.apiDatabaseUrl : addresses.workerDatabaseUrl)
      url.host = address
      settings['EASYFLOW_DATABASE_URL'] = url.href
    } else if (part === 'api') settings['EASYFLOW_JWKS_URL'] = `http://${address}/jwks`
    else settings['EASYFLOW_TOKEN_URL'] = `http://${address}/token`
  }
  return settings
}

function placeOf(
  { access }: Environment,
  server: ProxiedServer,
): { readonly port: number; readonly target: string } {
  if (server === 'issuer') return { port: 0, target: new URL(access.addresses.issuerUrl).host }
  if (server === 'postgres') return { port: 0, target: new URL(access.addresses.adminDatabaseUrl).host }
  const { proxied, behindProxy } = access.system.status().parts.kafka.addresses
  if (proxied === undefined || behindProxy === undefined)
    throw new Error(
      'This broker has no listener for clients of a proxy, and would name its own address to them: start one of ours',
    )
  return { port: Number(proxied.split(':')[1]), target: behindProxy }
}
