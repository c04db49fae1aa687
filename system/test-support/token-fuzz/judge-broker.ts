import type { BrokerAnswer } from './build-broker-judge.ts'
import type { Mutant } from './plan-mutants.ts'
import type { Reading } from './read-laxities.ts'
import type { Verdict } from './verdict.ts'

interface Asked {
  readonly mutant: Mutant
  readonly token: string
  readonly api: Verdict
  readonly answer: BrokerAnswer | undefined
  /** Of the token, as of when the broker was asked. */
  readonly reading: Reading | undefined
  /** Makes a mutant's token as of the same moment. */
  readonly make: (mutant: Mutant) => string
}

/** Says what must not be: a token accepted beyond the listed classes, or one that opens what is not signed in it. */
export function judgeBroker({ mutant, token, api, answer, reading, make }: Asked): string | undefined {
  if (answer === undefined) return undefined
  if (!answer.accepted) {
    // A good token of the last second may be over when the broker is asked.
    const mayBeOver = reading?.laxities.includes('its own clock tolerance and token life')
    return api.accepted && mayBeOver !== true ? 'the broker refuses what api and database accept' : undefined
  }
  const signed = principalsIn(token)
  const foreign = answer.opens.filter((tenant) => !signed.includes(tenant))
  if (foreign.length > 0) return `the broker opens ${foreign.join(', ')}, which is nowhere in the token`
  if (reading?.breach !== undefined) return `the broker accepts it although ${reading.breach}`
  if (api.accepted) return undefined
  if (!mayBeAccepted(mutant, token, make)) return 'the broker accepts it, for no listed reason'
  return reading?.laxities.length === 0
    ? 'the broker alone accepts what looks like a token of ours'
    : undefined
}

/**
 * Whether each change of the token is one that the broker may pass over. One that a later change undid is not counted:
 * without it the token is the same, letter by letter.
 */
function mayBeAccepted(mutant: Mutant, token: string, make: (mutant: Mutant) => string): boolean {
  return mutant.edits.every((planned) => {
    if (planned.edit.of === 'harmless' || planned.edit.brokerMay !== undefined) return true
    return make({ ...mutant, edits: mutant.edits.filter((one) => one !== planned) }) === token
  })
}

/** The tenants for which a principal is spelled anywhere in the payload, escapes read. */
function principalsIn(token: string): readonly string[] {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
  const plain = payload.replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  return [...plain.matchAll(/tenant:([a-z]+):/g)].map((found) => found[1] ?? '')
}
