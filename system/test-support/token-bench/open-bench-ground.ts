import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { copyIssuerKeys } from '../../control-plane/copy-issuer-keys.ts'
import { migrate } from '../../database/migrate.ts'
import { buildTokenVerifier, type VerifyToken } from '../../platform/tokens/build-token-verifier.ts'
import { openSuperuser, type Superuser } from '../open-superuser.ts'
import { publicJwkOf, signTestToken, type TokenSigner } from '../sign-test-token.ts'
import { startTestPostgres } from '../start-test-postgres.ts'
import { createTestIssuer } from '../test-issuer.ts'
import { installMeasure } from './measure.ts'

export interface BenchGround {
  readonly sizes: readonly number[]
  readonly database: Superuser
  readonly verify: VerifyToken
  /** Tokens of acme's caller that nobody has seen yet. */
  readonly createTokens: (bits: number, count: number) => readonly string[]
  readonly close: () => Promise<void>
}

/** A Postgres of its own with the system's schema, and an issuer with a key of each size. */
export async function openBenchGround(password: string): Promise<BenchGround> {
  const undo: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  try {
    const issuer = await createTestIssuer()
    undo.push(() => issuer.close())
    const signers = new Map([2048, 3072, 4096].map((bits) => [bits, createSigner(issuer.issuer, bits)]))
    issuer.publish([...signers.values()].map(publicJwkOf))
    const postgres = await startTestPostgres(password)
    undo.push(postgres.stop)
    const database = await openSuperuser(postgres.url)
    undo.push(() => database.close())
    await migrate(database)
    await copyIssuerKeys(database, issuer)
    await database.query("insert into easyflow.tenants (tenant_id, status) values ('acme', 'active')")
    await installMeasure(database)
    return {
      sizes: [...signers.keys()],
      database,
      verify: buildTokenVerifier({ issuer: issuer.issuer, jwksUrl: issuer.jwksUrl, now: Date.now }),
      createTokens: (bits, count) => {
        const signer = signers.get(bits)
        if (signer === undefined) throw new RangeError(`There is no key of ${String(bits)} bits`)
        return Array.from({ length: count }, () => signTestToken(signer))
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function createSigner(issuer: string, modulusLength: number): TokenSigner {
  return { issuer, kid: randomUUID(), privateKey: generateKeyPairSync('rsa', { modulusLength }).privateKey }
}
