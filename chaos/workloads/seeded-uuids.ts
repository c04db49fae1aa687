import { createHash } from 'node:crypto'

/** Ids that belong to nothing, the same for the same seed. */
export function seededUuids(seed: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const hex = createHash('sha256').update(`${seed} ${index}`).digest('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  })
}
