import type { Bench } from '../open-bench.ts'
import { encodeParts, goodHeader, signParts } from '../../attacks/sign-token.ts'
import { claimsOf, issuerOf, partsOf, type TokenVariant } from './token-variant.ts'

const signedText = (change: (payload: string) => string) => (bench: Bench) =>
  signParts(
    encodeParts(goodHeader(issuerOf(bench)), change(JSON.stringify(claimsOf(bench)))),
    issuerOf(bench),
  )

/** The form of a token: encoding and JSON. */
export const malformedTokens: readonly TokenVariant[] = [
  {
    name: 'second-tenant',
    title: "of the issuer's key that names the attacker first and the victim after",
    write: (bench) => signedText((payload) => `{"tenant":"${bench.attacker}",${payload.slice(1)}`)(bench),
  },
  {
    name: 'second-tenant-escaped',
    title: "of the issuer's key with a second tenant spelled by an escape",
    write: signedText((payload) => `${payload.slice(0, -1)},"\\u0074enant":"globex"}`),
  },
  {
    name: 'byte-order-mark',
    title: "of the issuer's key whose payload begins with a byte order mark",
    write: signedText((payload) => `\uFEFF${payload}`),
  },
  {
    name: 'payload-swapped',
    title: "with the attacker's own signature over the victim's payload",
    write: (bench) => {
      const [header = '', , signature = ''] = bench.own.split('.')
      return `${header}.${bench.victimToken.split('.')[1] ?? ''}.${signature}`
    },
    reachesBroker: true,
  },
  {
    name: 'padded',
    title: 'of the victim with padding behind its signature',
    write: (bench) => `${bench.victimToken}==`,
  },
  {
    name: 'bits-altered',
    title: 'of the victim with unused bits of its signature altered',
    write: (bench) => {
      const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const last = letters.indexOf(bench.victimToken.at(-1) ?? 'A')
      return `${bench.victimToken.slice(0, -1)}${letters[last ^ 1] ?? 'A'}`
    },
  },
  {
    name: 'four-parts',
    title: 'of four parts',
    write: (bench) => `${partsOf(bench, bench.attackerKey)}.AAAA.AAAA`,
  },
  {
    name: 'over-4096',
    title: "of the issuer's key of more than 4,096 bytes",
    write: signedText((payload) => `${payload.slice(0, -1)},"x":"${'x'.repeat(4000)}"}`),
  },
]
