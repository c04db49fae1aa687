import { z } from 'zod'

/**
 * published  in the JWKS, so that everybody can learn it; does not sign yet
 * signing    in the JWKS; signs. Exactly one
 * retiring   in the JWKS until `notAfter`, when the last token that it signed is over
 * removed    out of the JWKS at once; stays in the file only until api, broker and database were seen to refuse it
 */
export const keyStates = ['published', 'signing', 'retiring', 'removed'] as const
export type KeyState = (typeof keyStates)[number]

/**
 * RSA for RS256 and nothing else: no symmetric key can get into the JWKS, where every verifier would take
 * it for a public one, and `use` and `alg` leave a verifier nothing to guess.
 */
const issuerKeySchema = z.strictObject({
  kty: z.literal('RSA'),
  alg: z.literal('RS256'),
  use: z.literal('sig'),
  // The broker remembers a kid it could not find for a minute, so whoever guesses the next one delays it.
  kid: z.string().regex(/^[\w-]{22,128}$/),
  n: z.string().min(342),
  e: z.literal('AQAB'),
  d: z.string().min(1),
  p: z.string().min(1),
  q: z.string().min(1),
  dp: z.string().min(1),
  dq: z.string().min(1),
  qi: z.string().min(1),
  state: z.enum(keyStates).optional(),
  /** Of a retiring key. */
  notAfter: z.iso.datetime().optional(),
})

/**
 * The private keys of the embedded issuer, written by the control plane, read again by the issuer whenever
 * they change. Mode 0600. In a file without states the first key signs.
 */
export const issuerKeysSchema = z
  .strictObject({ keys: z.array(issuerKeySchema).min(1) })
  .transform(({ keys }) =>
    keys.map((key, index) => ({ ...key, state: key.state ?? (index === 0 ? 'signing' : 'published') })),
  )
  .refine((keys) => keys.filter((key) => key.state === 'signing').length === 1, { path: ['one signs'] })
  .refine((keys) => new Set(keys.map((key) => key.kid)).size === keys.length, { path: ['each kid once'] })
  .refine((keys) => keys.every((key) => (key.state === 'retiring') === (key.notAfter !== undefined)), {
    path: ['notAfter'],
  })

/** One key with its state. */
export type IssuerKey = z.infer<typeof issuerKeysSchema>[number]

/** Those that belong into the JWKS at `nowMs`, the signing one first. */
export function keysInForce(keys: readonly IssuerKey[], nowMs: number): readonly IssuerKey[] {
  const isInForce = ({ state, notAfter }: IssuerKey): boolean =>
    state === 'signing' ||
    state === 'published' ||
    (state === 'retiring' && Date.parse(notAfter ?? '') > nowMs)
  const inForce = keys.filter(isInForce)
  return [
    ...inForce.filter(({ state }) => state === 'signing'),
    ...inForce.filter(({ state }) => state !== 'signing'),
  ]
}
