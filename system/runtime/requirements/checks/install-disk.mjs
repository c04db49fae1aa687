// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { statfs } from 'node:fs/promises'
import { formatBytes } from '../format-bytes.mjs'
import { readInstallation } from '../read-installation.mjs'

/** The packages take 430 MB, and npm writes some of them twice while it unpacks. */
const NEEDED_BYTES = 700e6

/** @type {Requirement} */
export const installDisk = {
  name: 'disk of the checkout',
  group: 'tools',
  look: async ({ checkout }) => {
    if (readInstallation(checkout).isWhole) return { state: 'ok', found: 'the packages are on it already' }
    const { bavail, bsize } = await statfs(checkout)
    const free = bavail * bsize
    if (free >= NEEDED_BYTES) return { state: 'ok', found: `${formatBytes(free)} free` }
    return {
      state: 'missing',
      found: `too little disk for the packages: ${formatBytes(free)} free at ${checkout}`,
      remedy: `Make ${formatBytes(NEEDED_BYTES)} free there, or move the checkout`,
    }
  },
}
