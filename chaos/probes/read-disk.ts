import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes that a folder and all below it take on the disk: blocks that are there, not lengths. */
export async function readDisk(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    // A server deletes files while we look.
    if (entry.isDirectory()) bytes += await readDisk(path).catch(() => 0)
    else
      bytes += await lstat(path).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      )
  }
  return bytes
}
