import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { importJWK, SignJWT, type JWK } from 'jose'
import { z } from 'zod'
import { TOKEN_AUDIENCE } from '../../contracts/token.ts'
import { issuerUrlOf, type SystemContext } from '../system-context.ts'

const keysSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })).min(1) })
const TENANT = 'easyflowcheck'

/** Signs a token of no tenant that exists, with the embedded issuer's key, to see whether a broker believes it. */
export async function signCheckToken(context: SystemContext): Promise<string> {
  const { keys } = keysSchema.parse(JSON.parse(await readFile(context.layout.keysFile, 'utf8')))
  const [jwk] = keys
  if (jwk === undefined) throw new TypeError('The issuer has no key')
  const claims = { tenant: TENANT, role: 'caller', principal: `tenant:${TENANT}:caller`, scope: 'easyflow' }
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: jwk.kid, typ: 'at+jwt' })
    .setIssuer(issuerUrlOf(context))
    .setSubject(TENANT)
    .setAudience(TOKEN_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime('60s')
    .setJti(randomUUID())
    .sign(await importJWK(jwk as JWK, 'RS256'))
}
