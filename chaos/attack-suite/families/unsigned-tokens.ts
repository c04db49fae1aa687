import type { Bench } from '../open-bench.ts'
import { encodeParts } from '../../attacks/sign-token.ts'
import { claimsOf, partsOf, type TokenVariant } from './token-variant.ts'

const unsigned = (alg: string) => (bench: Bench) =>
  `${encodeParts({ alg }, { ...claimsOf(bench), sub: `tenant:${bench.victim}:caller` })}.`

/** Tokens that nobody signed. */
export const unsignedTokens: readonly TokenVariant[] = [
  {
    name: 'alg-none',
    title: 'with alg none and no signature',
    write: unsigned('none'),
    reachesBroker: true,
  },
  { name: 'alg-none-capitals', title: 'with alg NONE and no signature', write: unsigned('NONE') },
  { name: 'alg-none-mixed', title: 'with alg nOnE and no signature', write: unsigned('nOnE') },
  { name: 'alg-empty', title: 'with an empty alg and no signature', write: unsigned('') },
  {
    name: 'alg-none-signed',
    title: 'with alg none over a rubbish signature',
    write: (bench) => `${unsigned('none')(bench)}${Buffer.alloc(256, 7).toString('base64url')}`,
  },
  {
    name: 'signature-cut-off',
    title: 'that was good until its signature was cut off',
    write: (bench) => bench.victimToken.replace(/[^.]+$/, ''),
    reachesBroker: true,
  },
  {
    name: 'signature-zero',
    title: 'with a signature of zeroes',
    write: (bench) => `${partsOf(bench, bench.attackerKey)}.${Buffer.alloc(256).toString('base64url')}`,
  },
]
