import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface SqlFile {
  /** The file's name without `.sql`. */
  readonly name: string
  readonly sql: string
  /** Of the text, in hex. */
  readonly sha256: string
}

/** Reads every `.sql` file of a folder of `system/database`, in the order of their names. */
export async function readSqlFolder(folder: string): Promise<readonly SqlFile[]> {
  const path = join(import.meta.dirname, folder)
  const names = (await readdir(path)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(names.map((name) => readSqlFile(join(folder, name))))
}

/** Reads one `.sql` file, by its path below `system/database`. */
export async function readSqlFile(path: string): Promise<SqlFile> {
  const sql = await readFile(join(import.meta.dirname, path), 'utf8')
  const name = path.slice(path.lastIndexOf('/') + 1, -'.sql'.length)
  return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
}
