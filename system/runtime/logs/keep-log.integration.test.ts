import { appendFile, mkdtemp, readdir, readFile, rm, symlink, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import { expect, onTestFinished, test } from 'vitest'
import { followLogs } from './follow-logs.ts'
import { keepLog } from './keep-log.ts'
import { findLogFiles, readLogFile } from './log-files.ts'
import { lastLinesOf } from '../process/last-lines-of.ts'
import { openRotatingFile } from './rotating-file.ts'

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'easyflow-logs-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  return folder
}

const lineOf = (number: number): string =>
  `${JSON.stringify({ time: new Date(number).toISOString(), level: 'info', part: 'api', msg: `line-${String(number)}` })}\n`

test('a log that is written on and on: it and three older ones, none much over the limit', async () => {
  const folder = await createFolder()
  const file = openRotatingFile(join(folder, 'api.log'), 1000)
  for (let number = 0; number < 200; number += 1) file.append(lineOf(number))
  file.close()

  expect((await readdir(folder)).sort()).toEqual(['api.log', 'api.log.1', 'api.log.2', 'api.log.3'])
  const entries = (await Promise.all((await findLogFiles(folder)).map((one) => readLogFile(one)))).flat()
  for (const { path } of await findLogFiles(folder)) expect((await readFile(path)).length).toBeLessThan(1200)
  // The newest ones, in their order and without a gap.
  expect(entries.map(({ msg }) => msg)).toEqual(
    Array.from(entries, (_, index) => `line-${String(200 - entries.length + index)}`),
  )
})

test('a full disk: the last lines are still to be had, and are written once there is room', async () => {
  const path = join(await createFolder(), 'api.log')
  // The kernel's own full disk: whatever is written there finds no space.
  await symlink('/dev/full', path)
  const file = openRotatingFile(path)
  for (let number = 0; number < 500; number += 1) file.append(lineOf(number))
  await rm(path)
  const beforeRoom = await lastLinesOf(path)
  file.append(lineOf(500))
  file.close()

  expect(beforeRoom.at(-1)).toContain('line-499')
  const numbers = (await readLogFile({ path, log: 'api', age: 0 })).map(({ msg }) => msg)
  expect(numbers.slice(-2)).toEqual(['line-499', 'line-500'])
  expect(numbers.length).toBeGreaterThan(50)
  expect((await readFile(path)).length).toBeLessThan(10_000)
})

test('a log that is followed while it rotates, is truncated, and gets company: each line once', async () => {
  const folder = await createFolder()
  const file = openRotatingFile(join(folder, 'api.log'), 1000)
  file.append(lineOf(0))
  const follower = await followLogs(folder, () => true)
  onTestFinished(async () => await follower.close())
  const seen: string[] = []
  for (let number = 1; number <= 60; number += 1) {
    file.append(lineOf(number))
    if (number % 4 === 0) seen.push(...(await follower.look()).map(({ msg }) => msg))
  }
  expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => `line-${String(index + 1)}`))

  file.close()
  await truncate(join(folder, 'api.log'))
  await follower.look()
  await appendFile(join(folder, 'api.log'), lineOf(61))
  await appendFile(join(folder, 'worker.log'), lineOf(62).slice(0, 20))
  expect((await follower.look()).map(({ msg }) => msg)).toEqual(['line-61'])
  await appendFile(join(folder, 'worker.log'), lineOf(62).slice(20))
  expect((await follower.look()).map(({ msg }) => msg)).toEqual(['line-62'])
})

test('a process that crashes with a stack trace and half a line: two events of JSON, nothing lost', async () => {
  const folder = await createFolder()
  const stream = new PassThrough()
  keepLog([stream, null], { file: join(folder, 'api.log'), program: 'api' })
  stream.write(`${lineOf(1)}Error: gone\n    at one (file:1:2)\n    at two\n\nNode.js v24\n`)
  stream.end('half a li')
  stream.resume()
  await finished(stream)

  const lines = (await readFile(join(folder, 'api.log'), 'utf8')).trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'line-1',
    'Error: gone\nat one (file:1:2)\nat two\nNode.js v24',
    'half a li',
  ])
})

test.each(['api', 'postgres'])(
  'a line of %s without an end: cut, and what follows up to its end is no line',
  async (part) => {
    const folder = await createFolder()
    const stream = new PassThrough()
    keepLog([stream], { file: join(folder, `${part}.log`), program: part })
    const prefix = `2026-01-02 03:04:05.678 UTC [42] 22P02 [${'x'.padEnd(63)}] `
    stream.write(`${prefix}ERROR:  invalid input: "${'secret '.repeat(10_000)}`)
    stream.write(lineOf(1).trim())
    stream.write(`${lineOf(2)}${prefix}LOG:  next\n`)
    stream.end()
    stream.resume()
    await finished(stream)

    const text = await readFile(join(folder, `${part}.log`), 'utf8')
    expect(text).not.toContain('line-')
    const lines = text.trim().split('\n')
    expect(lines).toHaveLength(2)
    if (part === 'api') return
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'invalid input: "[left out]" [cut]',
      'next',
    ])
  },
)
