import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../test-support/eventually.ts'
import { endProcess } from './end-process.ts'
import { isFreePort, pickPort } from './pick-port.ts'
import { birthNow, birthOf } from './process-birth.ts'
import { startGuard } from './start-guard.ts'
import { startProcess } from './start-process.ts'
import { waitUntilReady } from './wait-until-ready.ts'

const STUBBORN = "process.on('SIGTERM', () => {}); process.stdout.write('x'); setInterval(() => {}, 1000)"

async function createProcess(
  script = 'setInterval(() => {}, 1000)',
): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, ['-e', `process.stdout.write('x'); ${script}`], { detached: true })
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  if (child.pid === undefined) throw new Error('It did not start')
  return Object.assign(child, { pid: child.pid })
}

test('a process with the right pid and birth: ended', async () => {
  const { pid } = await createProcess()

  expect(await endProcess({ pid, birth: (await birthOf(pid)) ?? '' }, 'SIGTERM', 5000)).toBe(true)
  expect(await birthOf(pid)).toBeUndefined()
})

test('a process that only has the same pid: left alone', async () => {
  const { pid } = await createProcess()

  expect(await endProcess({ pid, birth: '1' }, 'SIGKILL', 100)).toBe(true)
  expect(await birthOf(pid)).toBeDefined()
})

test('a process that ignores SIGTERM: killed after the limit', async () => {
  const { pid } = await createProcess(STUBBORN)

  expect(await endProcess({ pid, birth: (await birthOf(pid)) ?? '' }, 'SIGTERM', 100)).toBe(true)
  expect(await birthOf(pid)).toBeUndefined()
})

test('the guard is closed: nobody is ended', async () => {
  const { pid } = await createProcess()
  const guard = startGuard()
  guard.watch([{ pid, birth: (await birthOf(pid)) ?? '', signal: 'SIGTERM' }])

  await guard.close()

  expect(await birthOf(pid)).toBeDefined()
})

test('whoever holds the guard is killed: those on its last list are ended, not others, nor one that has only the pid', async () => {
  const [listed, dropped, stranger] = [await createProcess(), await createProcess(), await createProcess()]
  const entry = ({ pid }: { pid: number }, birth = birthNow(pid)): string =>
    JSON.stringify({ pid, birth, signal: 'SIGINT' })
  const holder = await createProcess(`
    import('${join(import.meta.dirname, 'start-guard.ts')}').then(({ startGuard }) => {
      const guard = startGuard()
      guard.watch([${entry(listed)}, ${entry(dropped)}])
      guard.watch([${entry(listed)}, ${entry(stranger, '1')}])
      process.stdout.write('guarded')
    })
    setInterval(() => {}, 1000)`)
  await new Promise((resolve) => holder.stdout?.once('data', resolve))

  holder.kill('SIGKILL')
  await eventually(
    'the listed one to be gone',
    async () => ((await birthOf(listed.pid)) === undefined ? true : undefined),
    { withinMs: 10_000 },
  )

  expect(await birthOf(dropped.pid)).toBeDefined()
  expect(await birthOf(stranger.pid)).toBeDefined()
})

test('a part that ends before it is ready: ERR_PART_FAILED at once, naming its log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'easyflow-process-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const logFile = join(folder, 'part.log')
  const part = startProcess({
    name: 'part',
    command: process.execPath,
    args: ['-e', 'process.exit(3)'],
    env: {},
    logFile,
    instanceDirectory: folder,
  })
  const waiting = waitUntilReady({
    name: 'part',
    process: part,
    logFile,
    probe: () => Promise.reject(new Error('not yet')),
    withinMs: 20_000,
    signal: new AbortController().signal,
  })

  expect(await waiting.catch((error: unknown) => error)).toMatchObject({
    code: 'ERR_PART_FAILED',
    facts: { part: 'part', ending: 'exit code 3' },
    message: expect.stringContaining(logFile),
  })
})

test('a port that is taken: another one is picked, below those of outgoing connections', async () => {
  const taken = await pickPort()
  const holder = await createProcess(
    `require('node:net').createServer().listen(${String(taken)}, '127.0.0.1', () => process.stdout.write('y'))`,
  )
  await eventually('the port to be taken', async () => ((await isFreePort(taken)) ? undefined : true), {
    withinMs: 5000,
  })
  const picked = await pickPort(taken)

  expect(holder.pid).toBeGreaterThan(0)
  expect(picked).not.toBe(taken)
  expect(picked).toBeLessThan(32_000)
})
