import { callHttp, readPath } from './call-http.ts'

export interface TokenRequest {
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** For a client that acts for several tenants. */
  readonly tenant?: string
}

/** Gets a token by client_credentials. @throws {Error} with the issuer's status, never with the secret. */
export async function fetchToken(request: TokenRequest): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  if (request.tenant !== undefined) body.set('tenant', request.tenant)
  const response = await fetch(new URL('/token', request.issuerUrl), {
    method: 'POST',
    signal: AbortSignal.timeout(5000),
    headers: {
      authorization: `Basic ${Buffer.from(`${request.clientId}:${request.clientSecret}`).toString('base64')}`,
    },
    body,
  })
  const token = readPath(await response.json(), 'access_token')
  if (typeof token !== 'string')
    throw new Error(`The issuer gave ${request.clientId} no token: HTTP ${response.status}`)
  return token
}

/** Whether a part answers `GET path` with 200 at all. */
export async function answersOk(baseUrl: string, path: string): Promise<boolean> {
  return (await callHttp(baseUrl, { method: 'GET', path, timeoutMs: 1000 })).status === 200
}
