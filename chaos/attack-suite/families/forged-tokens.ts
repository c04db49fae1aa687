import { createHmac, createPublicKey } from 'node:crypto'
import type { Bench } from '../open-bench.ts'
import { signParts, type Members } from '../../attacks/sign-token.ts'
import { issuerOf, partsOf, type TokenVariant } from './token-variant.ts'

const publicKeyAs =
  (format: (key: ReturnType<typeof createPublicKey>) => string | Buffer) => (bench: Bench) => {
    const signer = issuerOf(bench)
    const parts = partsOf(bench, signer, { alg: 'HS256' })
    const secret = format(createPublicKey(signer.privateKey))
    return `${parts}.${createHmac('sha256', secret).update(parts).digest('base64url')}`
  }
const withHeader = (write: (bench: Bench) => Members, isForged = true) => ({
  isForged,
  write: (bench: Bench) => {
    const parts = partsOf(bench, bench.attackerKey, write(bench))
    return signParts(parts, bench.attackerKey)
  },
})

/** Tokens that the attacker signed with what he has: a key of his own, or the issuer's public one. */
export const forgedTokens: readonly TokenVariant[] = [
  {
    name: 'forged',
    title: "signed by the attacker's key under its own kid",
    ...withHeader(() => ({})),
    reachesBroker: true,
  },
  {
    name: 'forged-under-kid',
    title: "signed by the attacker's key under the issuer's kid",
    ...withHeader((bench) => ({ kid: issuerOf(bench).kid }), false),
    reachesBroker: true,
  },
  {
    name: 'forged-without-kid',
    title: "signed by the attacker's key, without a kid",
    ...withHeader(() => ({ kid: undefined }), false),
    reachesBroker: true,
  },
  {
    name: 'hs256-pem',
    title: 'signed HS256 with the public key as PEM for the secret',
    write: publicKeyAs((key) => key.export({ type: 'spki', format: 'pem' }).toString()),
    reachesBroker: true,
  },
  {
    name: 'hs256-der',
    title: 'signed HS256 with the public key as DER for the secret',
    write: publicKeyAs((key) => key.export({ type: 'spki', format: 'der' })),
  },
  {
    name: 'hs256-jwk',
    title: 'signed HS256 with the public key as JWK text for the secret',
    write: publicKeyAs((key) => JSON.stringify(key.export({ format: 'jwk' }))),
  },
  {
    name: 'header-jwk',
    title: "that carries the attacker's key in jwk",
    ...withHeader(
      ({ attackerKey }) => ({ jwk: createPublicKey(attackerKey.privateKey).export({ format: 'jwk' }) }),
      false,
    ),
    reachesBroker: true,
  },
  {
    name: 'header-jku',
    title: "that points at the attacker's keys by jku",
    ...withHeader(() => ({ jku: 'http://127.0.0.1:9/jwks' }), false),
    reachesBroker: true,
  },
  {
    name: 'header-x5u',
    title: "that points at the attacker's certificate by x5u",
    ...withHeader(() => ({ x5u: 'http://127.0.0.1:9/cert' }), false),
  },
  {
    name: 'header-x5c',
    title: "that carries the attacker's certificate in x5c",
    ...withHeader(() => ({ x5c: ['MIIB'] }), false),
  },
  {
    name: 'kid-path',
    title: 'whose kid is a path',
    ...withHeader(() => ({ kid: '../../../../dev/null' }), false),
    reachesBroker: true,
  },
  {
    name: 'kid-sql',
    title: 'whose kid is SQL',
    ...withHeader(() => ({ kid: "x' union select 'AQAB' --" }), false),
  },
  {
    name: 'kid-long',
    title: 'whose kid has 2,000 characters',
    ...withHeader(() => ({ kid: 'k'.repeat(2000) }), false),
  },
  {
    name: 'kid-prototype',
    title: 'whose kid is __proto__',
    ...withHeader(() => ({ kid: '__proto__' }), false),
  },
]
