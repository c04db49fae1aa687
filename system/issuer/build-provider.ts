import {
  Provider,
  errors,
  type Adapter,
  type Configuration,
  type JWK,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import type { IssuerClient } from '../contracts/issuer-clients.ts'
import type { IssuerKey } from '../contracts/issuer-keys.ts'
import { principalOf } from '../contracts/names.ts'
import { TOKEN_AUDIENCE, TOKEN_LIFETIME_MAX_SECONDS } from '../contracts/token.ts'
import { decideTokenTenant } from './decide-token-tenant.ts'

/** The one resource that tokens are for. The protocol wants a URI; the `aud` claim is `easyflow`. */
const RESOURCE = 'urn:easyflow'
const SCOPE = 'easyflow'

export interface ProviderOptions {
  /** `http://127.0.0.1:<port>`, and the `iss` of every token. */
  readonly issuer: string
  /** What the JWKS shall show; the first one signs. */
  readonly keys: readonly IssuerKey[]
  /** Asked at every request. */
  readonly findClient: (clientId: string) => Promise<IssuerClient | undefined>
}

/** Builds an OpenID provider that knows one grant, client_credentials, and one kind of token. */
export function buildProvider(options: ProviderOptions): Provider {
  return new Provider(options.issuer, {
    adapter: (model: string) => buildAdapter(model, options.findClient),
    jwks: { keys: options.keys.map(withoutState) },
    clientDefaults: { grant_types: ['client_credentials'], response_types: [], redirect_uris: [] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    responseTypes: [],
    scopes: [SCOPE],
    claims: {},
    cookies: { keys: [options.keys[0]?.kid ?? RESOURCE] },
    features: buildFeatures(),
    ttl: { ClientCredentials: TOKEN_LIFETIME_MAX_SECONDS },
    extraTokenClaims: async (ctx) => await buildClaims(ctx, options),
    formats: { customizers: { jwt: leaveOnlyOurClaims } },
    renderError: (ctx, out) => {
      ctx.type = 'json'
      ctx.body = out
    },
  })
}

function withoutState({ kty, alg, use, kid, n, e, d, p, q, dp, dq, qi }: IssuerKey): JWK {
  return { kty, alg, use, kid, n, e, d, p, q, dp, dq, qi }
}

function buildFeatures(): NonNullable<Configuration['features']> {
  return {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    dPoP: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      getResourceServerInfo: (_ctx, resource) => {
        if (resource !== RESOURCE) throw new errors.InvalidTarget()
        return {
          scope: SCOPE,
          audience: TOKEN_AUDIENCE,
          accessTokenTTL: TOKEN_LIFETIME_MAX_SECONDS,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }
      },
    },
  }
}

async function buildClaims(
  ctx: KoaContextWithOIDC,
  { findClient }: ProviderOptions,
): Promise<Record<string, string>> {
  const client = await findClient(ctx.oidc.client?.clientId ?? '')
  if (client === undefined) throw new errors.InvalidClient('client is not known')
  const decision = decideTokenTenant(client, ctx.oidc.body?.['tenant'])
  if (!('tenant' in decision)) {
    if (decision.refusal === 'invalid_request') throw new errors.InvalidRequest(decision.reason)
    throw new errors.AccessDenied(decision.reason)
  }
  const { tenant } = decision
  return { tenant, role: client.role, principal: principalOf(tenant, client.role) }
}

/** A token says what contracts/token.ts lists and nothing more: `client_id` and its like go. */
const leaveOnlyOurClaims: NonNullable<
  NonNullable<NonNullable<Configuration['formats']>['customizers']>['jwt']
> = (_ctx, _token, parts): void => {
  const { iss, sub, aud, iat, exp, jti, tenant, role, principal } = parts.payload
  parts.payload = { iss, sub, aud, iat, exp, jti, tenant, role, principal, scope: SCOPE }
}

/** The provider keeps nothing: tokens are signed and not stored, and clients come from the clients file. */
function buildAdapter(model: string, findClient: ProviderOptions['findClient']): Adapter {
  const nothing = async (): Promise<undefined> => undefined
  return {
    find: async (id) => {
      const client = model === 'Client' ? await findClient(id) : undefined
      if (client === undefined) return undefined
      return { client_id: client.clientId, client_secret: client.clientSecret, scope: SCOPE }
    },
    findByUid: nothing,
    findByUserCode: nothing,
    upsert: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  }
}
