import type { BrokerAnswer } from './build-broker-judge.ts'
import type { Mutant } from './plan-mutants.ts'
import type { BrokerLaxity } from './token-edit.ts'
import type { Verdict } from './verdict.ts'

interface Asked {
  readonly mutant: Mutant
  readonly token: string
  readonly api: Verdict
  readonly answer: BrokerAnswer | undefined
}

/** Says what must not be: a token accepted beyond the listed classes, or one that opens what is not signed in it. */
export function judgeBroker({ mutant, token, api, answer }: Asked): string | undefined {
  if (answer === undefined) return undefined
  if (!answer.accepted) {
    // A good token of the last second may be over when the broker is asked.
    return api.accepted && mutant.of !== 'times'
      ? 'the broker refuses what api and database accept'
      : undefined
  }
  const signed = principalsIn(token)
  const foreign = answer.opens.filter((tenant) => !signed.includes(tenant))
  if (foreign.length > 0) return `the broker opens ${foreign.join(', ')}, which is nowhere in the token`
  if (!api.accepted && laxitiesOf(mutant) === undefined) return 'the broker accepts it, for no listed reason'
  return undefined
}

/** Why the broker may accept it; `undefined`: it may not, for one of its changes has no such reason. */
export function laxitiesOf({ edits }: Mutant): readonly BrokerLaxity[] | undefined {
  const spoilt = edits.map(({ edit }) => edit).filter(({ of }) => of !== 'harmless')
  const reasons = spoilt.flatMap(({ brokerMay }) => (brokerMay === undefined ? [] : [brokerMay]))
  return reasons.length === spoilt.length ? [...new Set(reasons)].sort() : undefined
}

/** The tenants for which a principal is spelled anywhere in the payload, escapes read. */
function principalsIn(token: string): readonly string[] {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
  const plain = payload.replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  return [...plain.matchAll(/tenant:([a-z]+):/g)].map((found) => found[1] ?? '')
}
