import { spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { clearPostgres } from '../postgres/clear-postgres.ts'
import { markOf } from '../process/own-mark.ts'
import { birthNow } from '../process/process-birth.ts'
import { endLeftovers, findLeftovers } from './end-leftovers.ts'
import { layoutOf, type InstanceLayout } from './instance-layout.ts'

let layout: InstanceLayout

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'easyflow-left-'))
  layout = layoutOf(root, 'test')
  await mkdir(join(layout.postgres, 'data'), { recursive: true })
  return async () => await rm(root, { recursive: true })
})

/** A process of nobody, until its options make it someone's. */
async function startStranger(
  args: readonly string[] = [],
  { env = {}, cwd }: Pick<SpawnOptions, 'env' | 'cwd'> = {},
): Promise<number> {
  const script = "process.stdout.write('x'); setInterval(() => {}, 1000)"
  const child = spawn(process.execPath, ['-e', script, ...args], {
    env,
    cwd: cwd ?? tmpdir(),
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

test('a process with the mark of the instance that nobody noted down: ended', async () => {
  const pid = await startStranger([], { env: { ...markOf(layout.directory) } })

  expect(await endLeftovers(layout)).toBe(1)
  expect(birthNow(pid)).toBeUndefined()
})

test('a process marked by way of a symbolic link: ended as well', async () => {
  const link = `${layout.instances}-link`
  await symlink(layout.instances, link)
  const pid = await startStranger([], { env: { ...markOf(join(link, layout.name)) } })

  expect(await endLeftovers(layout)).toBe(1)
  expect(birthNow(pid)).toBeUndefined()
})

test('a noted process without a mark: ended when its birth is the noted one', async () => {
  const pid = await startStranger()
  await writeFile(layout.processesFile, JSON.stringify([{ pid, birth: birthNow(pid) }]))

  expect(await endLeftovers(layout)).toBe(1)
  expect(birthNow(pid)).toBeUndefined()
})

test.each<{ who: string; args?: (data: string) => string[]; cwd?: 'data'; mark?: string }>([
  { who: 'of another instance whose directory begins alike', mark: '-2' },
  { who: 'with the directory in another variable', mark: '' },
  { who: 'with the command line of our Postgres', args: (data) => ['postgres', '-D', data] },
  { who: 'that works in the data directory', cwd: 'data' },
])('a stranger $who: left alone', async ({ args, cwd, mark }) => {
  const data = join(layout.postgres, 'data')
  const env =
    mark === undefined ? {} : mark === '' ? { OTHER: layout.directory } : markOf(`${layout.directory}${mark}`)
  const pid = await startStranger(args?.(data), { env: { ...env }, cwd: cwd === undefined ? tmpdir() : data })

  expect(await endLeftovers(layout)).toBe(0)
  expect(birthNow(pid)).toBeDefined()
})

test("a stranger whose pid is in our files: left alone, and Postgres's own file no longer names it", async () => {
  const pid = await startStranger()
  await writeFile(layout.processesFile, JSON.stringify([{ pid, birth: '1' }]))
  await writeFile(join(layout.postgres, 'data', 'postmaster.pid'), `${String(pid)}\n`)

  expect(await endLeftovers(layout)).toBe(0)
  await clearPostgres(layout)

  expect(birthNow(pid)).toBeDefined()
  await expect(rm(join(layout.postgres, 'data', 'postmaster.pid'))).rejects.toThrow('ENOENT')
})

test('a process that begins another when it is asked to end: both are gone', async () => {
  const again = `process.on('SIGTERM', () => { require('node:child_process')
    .spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref()
    process.exit(0) }); process.stdout.write('x'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['-e', again], {
    env: { ...markOf(layout.directory) },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')

  expect(await endLeftovers(layout)).toBe(2)
  expect(await findLeftovers(layout)).toEqual([])
})
