import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { jwsGroupSchema, rsaGroupSchema, type JwsGroup, type RsaGroup } from './load-cases.ts'

const MODULUS_BITS = [2048, 3072, 4096]

const jwk = z.record(z.string(), z.unknown())
const jwsFile = z.object({
  testGroups: z.array(
    z.object({
      comment: z.string(),
      public: jwk.optional(),
      private: jwk,
      tests: z.array(
        z.object({ tcId: z.number(), comment: z.string(), jws: z.string(), result: z.string() }),
      ),
    }),
  ),
})
const rsaFile = z.object({
  testGroups: z.array(
    z.object({
      publicKey: z.object({ modulus: z.string(), publicExponent: z.string() }),
      tests: z.array(
        z.object({
          tcId: z.number(),
          comment: z.string(),
          msg: z.string(),
          sig: z.string(),
          result: z.string(),
        }),
      ),
    }),
  ),
})

/**
 * Reads a checkout of Project Wycheproof and keeps what concerns RS256: of the JSON Web Signatures every group
 * with an RSA key, of the RSA PKCS #1 v1.5 signatures those with SHA-256 and 2048, 3072 or 4096 bits.
 */
export function selectCases(checkout: string): {
  readonly jws: readonly JwsGroup[]
  readonly rsa: readonly RsaGroup[]
} {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(join(checkout, 'testvectors_v1', name), 'utf8'))
  return {
    jws: jwsFile
      .parse(read('json_web_signature_test.json'))
      .testGroups.filter((group) => group.private['kty'] === 'RSA')
      .map((group) => jwsGroupSchema.parse({ ...group, publicKey: group.public, privateKey: group.private })),
    rsa: MODULUS_BITS.flatMap((bits) =>
      rsaFile
        .parse(read(`rsa_signature_${String(bits)}_sha256_test.json`))
        .testGroups.map(({ publicKey, tests }) =>
          rsaGroupSchema.parse({
            bits,
            modulus: publicKey.modulus.replace(/^00/, ''),
            exponent: publicKey.publicExponent,
            tests,
          }),
        ),
    ),
  }
}
