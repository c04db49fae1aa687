import type { Verdict } from '../verdict.ts'

/** Bytes that somebody saw. */
export interface Sighting {
  readonly seenBy: string
  readonly where: string
  readonly text: string
}

/** Invariant: no tenant sees another tenant's canary, in no body, header or error. */
export function checkDisclosure(
  sightings: readonly Sighting[],
  canaries: ReadonlyMap<string, string>,
): Verdict {
  const foreign = sightings.flatMap(({ seenBy, where, text }) =>
    [...canaries]
      .filter(([owner, canary]) => owner !== seenBy && text.includes(canary))
      .map(([owner]) => ({ explanation: `leaked: ${seenBy} saw the canary of ${owner} in ${where}` })),
  )
  const bytes = sightings.reduce((sum, sighting) => sum + sighting.text.length, 0)
  if (bytes === 0 || canaries.size === 0)
    return { outcome: 'unknown', reason: 'Nothing was seen, or there is no canary to look for' }
  const [first, ...others] = foreign
  if (first === undefined) return { outcome: 'holds', examined: sightings.length }
  return { outcome: 'violated', examined: sightings.length, witnesses: [first, ...others] }
}
