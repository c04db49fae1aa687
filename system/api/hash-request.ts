import { hash } from 'node:crypto'

/** SHA-256, in hex, over JSON with its members in order: the same request has the same hash however spelled. */
export function hashRequest(request: unknown): string {
  return hash('sha256', JSON.stringify(toSorted(request)))
}

function toSorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSorted)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  // Pairs and not an object: an object would move members called like numbers to the front again.
  return { members: members.map(([name, member]) => [name, toSorted(member)]) }
}
