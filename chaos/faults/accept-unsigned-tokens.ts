import { writeUnsignedToken } from '../attacks/forge-token.ts'
import type { Environment } from '../environment/environment.ts'
import type { Fault } from './fault.ts'
import { restartBrokerWith } from './restart-broker-with.ts'

/** Without this line the broker starts all the same, and takes a token's word for everything in it. */
const VALIDATION = 'listener.name.client.oauthbearer.sasl.server.callback.handler.class'

/** Starts the broker anew without the setting that makes it verify tokens. Healed by starting it as planned. */
export function acceptUnsignedTokens(environment: Environment): Omit<Fault, 'name'> {
  const { addresses, tenants } = environment.access
  const [tenant] = tenants
  if (tenant === undefined) throw new TypeError('There is no tenant')
  return restartBrokerWith(environment, {
    settings: { [VALIDATION]: null },
    writeToken: () => Promise.resolve(writeUnsignedToken({ issuerUrl: addresses.issuerUrl, tenant })),
    seen: `the broker was started without ${VALIDATION} and lets in a token that nobody signed`,
    unseen: 'The broker still refuses a token that nobody signed',
  })
}
