import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const resultSchema = z.enum(['valid', 'invalid', 'acceptable'])
const jwkSchema = z.record(z.string(), z.unknown())

export const jwsGroupSchema = z.object({
  comment: z.string(),
  publicKey: jwkSchema,
  /** Published for tests by the project itself. */
  privateKey: jwkSchema,
  tests: z.array(z.object({ tcId: z.number(), comment: z.string(), jws: z.string(), result: resultSchema })),
})

/** Numbers, messages and signatures in hexadecimal. */
export const rsaGroupSchema = z.object({
  bits: z.number(),
  modulus: z.string(),
  exponent: z.string(),
  tests: z.array(
    z.object({
      tcId: z.number(),
      comment: z.string(),
      msg: z.string(),
      sig: z.string(),
      result: resultSchema,
    }),
  ),
})

export type JwsGroup = z.infer<typeof jwsGroupSchema>
export type RsaGroup = z.infer<typeof rsaGroupSchema>

/** The selected cases of Project Wycheproof; README.md beside this file says which. */
export function loadCases(): { readonly jws: readonly JwsGroup[]; readonly rsa: readonly RsaGroup[] } {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'))
  return {
    jws: z.array(jwsGroupSchema).parse(read('json-web-signature.json')),
    rsa: z.array(rsaGroupSchema).parse(read('rsa-signature.json')),
  }
}
