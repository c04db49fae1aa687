import type { Bench } from '../open-bench.ts'
import {
  encodeParts,
  goodClaims,
  goodHeader,
  signParts,
  type Members,
  type Signer,
} from '../../attacks/sign-token.ts'

/** A token that says it is the victim's, and is wrong in one respect. */
export interface TokenVariant {
  readonly name: string
  /** In words, after "a token". */
  readonly title: string
  /** @throws {Error} when it takes the issuer's key and nobody has that. */
  readonly write: (bench: Bench) => string
  /** The attacker's key signed it: it becomes good once that key is in the key set. */
  readonly isForged?: boolean
  /** The api's answer, where it is not ERR_TOKEN_INVALID. */
  readonly apiAnswer?: string
  /** The broker looks at it as well. */
  readonly reachesBroker?: boolean
  /** The laxest api finds no tenant in it. */
  readonly isIllegible?: boolean
  /** Shown to the api in a whole run only: it counts failures, and more than so many make it wait. */
  readonly isExtra?: boolean
  /** Says nothing of Postgres, where a token is a bind parameter and not a header. */
  readonly isHttpOnly?: boolean
}

/** The genuine form of all the others: accepted everywhere. */
export const writeGoodToken = (bench: Bench): string =>
  signParts(partsOf(bench, issuerOf(bench)), issuerOf(bench))

/** Claims that are right in everything, of the victim. */
export const claimsOf = (bench: Bench): Record<string, unknown> =>
  goodClaims(bench.access.addresses.issuerUrl, bench.victim)

/** Header and payload, of the victim, with a header that is changed. */
export const partsOf = (bench: Bench, signer: Signer, header: Members = {}): string =>
  encodeParts({ ...goodHeader(signer), ...header }, claimsOf(bench))

/** @throws {Error} when nobody has the issuer's key: it is somebody else's. */
export function issuerOf({ issuerKey }: Bench): Signer {
  if (issuerKey !== undefined) return issuerKey
  throw new Error("This attack takes the issuer's key, which only an embedded issuer leaves within reach")
}
