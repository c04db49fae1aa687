import { execFile } from 'node:child_process'
import { cp, mkdir, readFile } from 'node:fs/promises'
import { join, matchesGlob, relative } from 'node:path'
import { promisify } from 'node:util'
import { readDockerfile, type Instruction } from './read-dockerfile.ts'
import { checkout } from './read-compose-file.ts'

const run = promisify(execFile)

/**
 * Makes the folder /app of our image without an engine: runs the Dockerfile's own `npm ci` on what it copies
 * for it, and copies what it copies, as far as .dockerignore lets it through.
 */
export async function makeImageFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const isSent = await readIgnore()
  for (const { name, words } of await readDockerfile()) {
    if (name === 'COPY') await copy(words, folder, isSent)
    if (name === 'RUN') await runInFolder(words, folder)
  }
}

async function copy(
  words: Instruction['words'],
  folder: string,
  isSent: (path: string) => boolean,
): Promise<void> {
  // What comes from the other stage is in this very folder already.
  if (words[0]?.startsWith('--from=') === true) return
  const target = words.at(-1) ?? ''
  for (const source of words.slice(0, -1)) {
    const destination = target.endsWith('/') ? join(folder, target, source) : join(folder, target)
    await cp(join(checkout, source), destination, {
      recursive: true,
      filter: (path) => isSent(relative(checkout, path)),
    })
  }
}

/** Of the commands, those that work on the folder; the mount points are made by whoever needs them. */
async function runInFolder(words: readonly string[], folder: string): Promise<void> {
  if (words[0] === 'install') return
  await run('sh', ['-c', words.join(' ')], { cwd: folder, timeout: 120_000, maxBuffer: 10_000_000 })
}

/** The last pattern that fits a path or a folder above it decides. */
async function readIgnore(): Promise<(path: string) => boolean> {
  const lines = (await readFile(join(checkout, '.dockerignore'), 'utf8')).split('\n')
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'))
  return (path) => {
    const parts = path.split('/')
    const places = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
    let isIgnored = false
    for (const pattern of patterns) {
      const bare = pattern.replace(/^!/, '')
      if (places.some((place) => matchesGlob(place, bare))) isIgnored = !pattern.startsWith('!')
    }
    return !isIgnored
  }
}
