import { TOKEN_AUDIENCE } from '../../system/contracts/token.ts'
import { readIssuerKey } from '../attacks/read-issuer-key.ts'
import { encodeParts, goodClaims, goodHeader, signParts } from '../attacks/sign-token.ts'
import type { Environment } from '../environment/environment.ts'
import type { Fault } from './fault.ts'
import { restartBrokerWith } from './restart-broker-with.ts'

const FOREIGN_AUDIENCE = 'billing'

/** What the broker asks of a token beside its signature. */
const LOOSE = {
  'sasl.oauthbearer.expected.issuer': null,
  // Without any the broker refuses every token that names one.
  'sasl.oauthbearer.expected.audience': `${TOKEN_AUDIENCE},${FOREIGN_AUDIENCE}`,
  'sasl.oauthbearer.clock.skew.seconds': '2000000000',
} as const

/** Starts the broker anew without the settings that look at a token's claims. Healed by starting it as planned. */
export function loosenBroker(environment: Environment): Omit<Fault, 'name'> {
  const { system, addresses, tenants } = environment.access
  const [tenant] = tenants
  if (tenant === undefined) throw new TypeError('There is no tenant')
  return restartBrokerWith(environment, {
    settings: LOOSE,
    async writeToken() {
      const key = await readIssuerKey(system.status().stateDirectory)
      if (key === undefined) throw new Error('Only an embedded issuer leaves its key within reach')
      const claims = { ...goodClaims(addresses.issuerUrl, tenant), aud: FOREIGN_AUDIENCE }
      return signParts(encodeParts(goodHeader(key), claims), key)
    },
    seen: 'the broker asks for no issuer, takes another audience, and lets clocks be apart for years',
    unseen: 'The broker still refuses a token for another audience',
  })
}
