// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { formatBytes } from '../format-bytes.mjs'
import { readFreeMemory } from '../read-free-memory.mjs'

/** With less, the kernel ends the broker while it starts. */
const NEEDED_BYTES = 768 * 1024 ** 2
/** With less, proofs that start further parts may not fit. */
const COMFORTABLE_BYTES = 1.25 * 1024 ** 3

/** @type {Requirement} */
export const memory = {
  name: 'memory',
  group: 'system',
  look: async () => {
    const free = await readFreeMemory()
    if (free === undefined) return { state: 'warning', found: 'this system does not tell what is free' }
    const found = `${formatBytes(free.bytes)} free${free.limitedBy === undefined ? '' : ` (${free.limitedBy})`}`
    if (free.bytes >= COMFORTABLE_BYTES) return { state: 'ok', found }
    const remedy = `End something, or give it more: ${formatBytes(COMFORTABLE_BYTES)} are comfortable`
    if (free.bytes >= NEEDED_BYTES) return { state: 'warning', found, remedy }
    return { state: 'missing', found: `too little memory: ${found}`, remedy }
  },
}
