import type { Reading } from './read-laxities.ts'
import type { Verdict } from './verdict.ts'

/**
 * Says what must not be: that the api, and so the database, accepts something else than a token of ours whose every
 * byte is signed by a key of ours. Its encoding is canonical and its signature the only one there is (RS256 signs a text
 * in one way), so whatever was done to it, it came out as a genuine token again.
 */
export function judgeGenuine(api: Verdict, reading: Reading | undefined): string | undefined {
  if (!api.accepted) return undefined
  if (reading === undefined) return 'nobody looked at what was accepted'
  if (reading.breach !== undefined) return `api and database accept it although ${reading.breach}`
  // Bounds in time may have passed since; whether they held is what api and database agree on.
  const lax = reading.laxities.filter((one) => one !== 'its own clock tolerance and token life')
  return lax.length === 0 ? undefined : `api and database accept ${lax.join(', ')}`
}
