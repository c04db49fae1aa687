import { rename, writeFile } from 'node:fs/promises'

let drafts = 0

/** Writes a file that only we can read; whoever reads it meanwhile sees the old text or the new, never half. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  drafts += 1
  const draft = `${path}.${String(process.pid)}-${String(drafts)}.draft`
  await writeFile(draft, text, { mode: 0o600 })
  await rename(draft, path)
}
