import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, expect, test } from 'vitest'
import { makeOnce } from './make-once.ts'

const run = promisify(execFile)
const signal = AbortSignal.timeout(60_000)
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easyflow-once-'))
  return async () => await rm(folder, { recursive: true })
})

test('four processes at once: one makes it, the others wait for it', async () => {
  const target = join(folder, 'cache', 'libs')
  const made = join(folder, 'made')
  const script = `
    const { makeOnce } = await import('${join(import.meta.dirname, 'make-once.ts')}')
    const { appendFile, mkdir, writeFile, readFile } = await import('node:fs/promises')
    await makeOnce('${target}', async (draft) => {
      await appendFile('${made}', 'x')
      await mkdir(draft)
      await new Promise((resolve) => setTimeout(resolve, 200))
      await writeFile(draft + '/jar', 'whole')
    }, AbortSignal.timeout(60_000))
    console.log(await readFile('${target}/jar', 'utf8'))`

  const ends = await Promise.all(
    Array.from({ length: 4 }, async () => await run(process.execPath, ['--input-type=module', '-e', script])),
  )

  expect(ends.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 4 }, () => 'whole\n'))
  expect(await readFile(made, 'utf8')).toBe('x')
  expect(await readdir(join(folder, 'cache'))).toEqual(['libs'])
}, 60_000)

test('what a killed one left half made: removed, and made anew', async () => {
  const target = join(folder, 'libs')
  await mkdir(`${target}.draft`)
  await writeFile(`${target}.draft/half`, '')
  await writeFile(`${target}.lock`, JSON.stringify({ pid: process.pid, birth: '1' }))

  const make = async (draft: string): Promise<void> => {
    await mkdir(draft)
  }
  await makeOnce(target, make, signal)

  expect(await readdir(target)).toEqual([])
  expect(await readdir(folder)).toEqual(['libs'])
})

test('making it fails: thrown, and nothing of it is left', async () => {
  const target = join(folder, 'libs')
  const failing = makeOnce(
    target,
    async (draft) => {
      await mkdir(draft)
      throw new Error('no space left')
    },
    signal,
  )

  await expect(failing).rejects.toThrow('no space left')
  expect(existsSync(target)).toBe(false)
  expect(await readdir(folder)).toEqual([])
})
