import { rename, rm, writeFile } from 'node:fs/promises'

let drafts = 0

/**
 * Writes a file that only we can read; whoever reads it meanwhile sees the old text or the new, never half,
 * and when there is no room for the new one the old stays.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  drafts += 1
  const draft = `${path}.${String(process.pid)}-${String(drafts)}.draft`
  try {
    await writeFile(draft, text, { mode: 0o600, flush: true })
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
