// @ts-check

/** Below this many bytes it is told in MiB. */
const GIB = 1024 ** 3
const MIB = 1024 ** 2

/**
 * @param {number} bytes
 * @returns {string} `812 MiB`, `1.2 GiB`
 */
export function formatBytes(bytes) {
  return bytes < GIB ? `${String(Math.floor(bytes / MIB))} MiB` : `${(bytes / GIB).toFixed(1)} GiB`
}
