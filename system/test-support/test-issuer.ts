import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { publicJwkOf, signTestToken, type Members, type TokenSigner } from './sign-test-token.ts'

export interface TestIssuer extends TokenSigner {
  readonly jwksUrl: string
  /** What the JWKS URL answers now. */
  readonly jwks: () => { readonly keys: readonly Record<string, unknown>[] }
  /** Requests for the JWKS so far. */
  readonly requests: () => number
  /** A token of acme's caller, good unless spoilt by the overrides. */
  readonly sign: (claims?: Members, header?: Members) => string
  /** Makes a new signing key. The old one stays in the JWKS unless `removeOld` (an emergency removal). */
  readonly rotate: (options?: { readonly removeOld?: boolean; readonly kid?: string }) => void
  /** Replaces what the JWKS holds. */
  readonly publish: (keys: readonly Record<string, unknown>[]) => void
  /** What the JWKS URL answers from now on: the keys, or an error. */
  readonly answer: (how: 'keys' | 'error' | 'garbage') => void
  readonly close: () => Promise<void>
}

/** An issuer with a JWKS on a port of its own. Close it with `close()`; safe to call twice. */
export async function createTestIssuer(): Promise<TestIssuer> {
  let requests = 0
  let mode: 'keys' | 'error' | 'garbage' = 'keys'
  const server = createServer((_request, response) => {
    requests += 1
    response.statusCode = mode === 'error' ? 500 : 200
    response.setHeader('content-type', 'application/json')
    response.end(mode === 'garbage' ? '{"keys":' : JSON.stringify({ keys: published }))
  })
  const issuer = await listen(server)
  let signer = createSigner(issuer)
  let published: readonly Record<string, unknown>[] = [publicJwkOf(signer)]
  return {
    issuer,
    jwksUrl: `${issuer}/jwks`,
    get kid() {
      return signer.kid
    },
    get privateKey() {
      return signer.privateKey
    },
    jwks: () => ({ keys: published }),
    requests: () => requests,
    sign: (claims, header) => signTestToken(signer, claims, header),
    rotate: ({ removeOld = false, kid } = {}) => {
      signer = { ...createSigner(issuer), ...(kid === undefined ? {} : { kid }) }
      published = removeOld ? [publicJwkOf(signer)] : [publicJwkOf(signer), ...published]
    },
    publish: (keys) => {
      published = keys
    },
    answer: (how) => {
      mode = how
    },
    close: async () => {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** A signer with a fresh 2048-bit key that nobody has published. */
export function createSigner(issuer: string): TokenSigner {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { issuer, kid: randomUUID(), privateKey }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The test issuer has no port')
  return `http://127.0.0.1:${String(address.port)}`
}
