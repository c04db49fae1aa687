import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { eventually } from '../system/test-support/eventually.ts'

const checkout = resolve(import.meta.dirname, '..')

test('nothing installed: npm ci runs once, says so, and leaves a stamp', async () => {
  const project = await createProject()

  const first = await project.run()
  const second = await project.run()

  expect(first).toEqual({ status: 0, said: [expect.stringMatching(/^Installing the npm packages/)] })
  expect(second).toEqual({ status: 0, said: [] })
  expect(await project.npmCalls()).toEqual([
    'ci --include=dev --include=optional --ignore-scripts=false --no-audit --no-fund',
  ])
})

test('another package-lock.json: npm ci runs again', async () => {
  const project = await createProject()
  await project.run()
  await project.lock({ version: '2.0.0' })
  await project.run()

  expect(await project.npmCalls()).toHaveLength(2)
})

test('what is locked was installed by hand: accepted without npm', async () => {
  const project = await createProject()
  await project.installByHand({ version: '1.0.0' })

  expect(await project.run()).toEqual({ status: 0, said: [] })
  expect(await project.npmCalls()).toEqual([])
})

test('something else was installed by hand: npm ci runs', async () => {
  const project = await createProject()
  await project.installByHand({ version: '0.9.0' })
  await project.run()

  expect(await project.npmCalls()).toHaveLength(1)
})

test('three at once: one installs, the others wait for it', async () => {
  const project = await createProject({ npm: 'sleep 0.5' })

  const runs = await Promise.all([project.run(), project.run(), project.run()])

  expect(runs.map((run) => run.status)).toEqual([0, 0, 0])
  expect(await project.npmCalls()).toHaveLength(1)
  expect(
    runs.flatMap((run) => run.said).filter((line) => line.startsWith('Waiting for process')),
  ).toHaveLength(2)
})

test('a lock whose holder is dead: it does not count', async () => {
  const project = await createProject()
  const dead = spawn('true')
  await once(dead, 'exit')
  await project.plantLock(JSON.stringify([{ pid: dead.pid, startedAt: null }]))

  expect(await project.run()).toMatchObject({ status: 0 })
})

test('a lock of a process id that a stranger has now: it does not count', async () => {
  const project = await createProject()
  await project.plantLock(JSON.stringify([{ pid: process.pid, startedAt: 'another time' }]))

  expect(await project.run()).toMatchObject({ status: 0 })
})

test('the holder is killed while its npm lives on: the next one waits for that npm', async () => {
  const project = await createProject({ npm: 'until [ -e may-end ]; do sleep 0.05; done' })
  const holder = project.start()
  await eventually(
    'npm to be named in the lock',
    async () => ((await project.holders()) === 2 ? true : undefined),
    { withinMs: 10_000 },
  )
  holder.kill('SIGKILL')
  await once(holder, 'close')

  const next = project.run({ onSaid: () => void project.letNpmEnd() })

  expect(await next).toEqual({
    status: 0,
    said: [
      expect.stringMatching(/^Waiting for process \d+/),
      expect.stringMatching(/^Installing the npm packages/),
    ],
  })
})

test.each([
  [
    'getaddrinfo ENOTFOUND',
    'The package registry cannot be reached. Check the network (or proxy), then run the same command again.',
  ],
  ['EACCES: permission denied', 'npm may not write here. Check who owns the checkout and node_modules.'],
  ['something new', 'What npm said is above.'],
])('npm fails with %s: exit status 69 and one remedy', async (symptom, remedy) => {
  const project = await createProject({ npm: `echo "npm error ${symptom}" >&2; exit 1` })

  const { status, said } = await project.run()

  expect({ status, said: said.slice(1) }).toEqual({
    status: 69,
    said: [`npm error ${symptom}`, `easyflow: "npm ci" ended with exit status 1. ${remedy}`],
  })
})

/** A project with one locked package and an npm that writes down how it was called. */
async function createProject({ npm = 'true' } = {}) {
  const root = await mkdtemp(join(tmpdir(), 'easyflow-install-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const callsFile = join(root, 'npm-calls')
  await mkdir(join(root, 'tools'))
  for (const folder of ['scripts', 'system/runtime/requirements'])
    await cp(join(checkout, folder), join(root, folder), {
      recursive: true,
      filter: (file) => !file.endsWith('.ts'),
    })
  await writeFile(
    join(root, 'tools/npm'),
    `#!/bin/sh\necho "$@" >> ${callsFile}\n${npm}\nexit_code=$?\nmkdir -p node_modules\nexit $exit_code\n`,
  )
  await chmod(join(root, 'tools/npm'), 0o755)
  const lockText = (version: string): string =>
    JSON.stringify({ packages: { '': {}, 'node_modules/thing': { version, integrity: 'sha512-x' } } })
  const lock = ({ version }: { version: string }): Promise<void> =>
    writeFile(join(root, 'package-lock.json'), lockText(version))
  await lock({ version: '1.0.0' })
  const start = () =>
    spawn(process.execPath, [join(root, 'scripts/ensure-installed.mjs')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, PATH: `${join(root, 'tools')}:/usr/bin:/bin` },
    })
  return {
    lock,
    start,
    run: async ({ onSaid }: { onSaid?: () => void } = {}) => {
      const child = start()
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        onSaid?.()
      })
      const [status] = (await once(child, 'close')) as [number | null]
      return { status, said: said.split('\n').filter((line) => line !== '') }
    },
    npmCalls: async () => {
      const text = await readFile(callsFile, 'utf8').catch(() => '')
      return text.split('\n').filter((line) => line !== '')
    },
    installByHand: async ({ version }: { version: string }) => {
      await mkdir(join(root, 'node_modules'))
      await writeFile(join(root, 'node_modules/.package-lock.json'), lockText(version))
    },
    /** How many processes the lock names; none while there is no lock. */
    holders: async () => {
      const text = await readFile(join(root, 'out/install.lock'), 'utf8').catch(() => '[]')
      return text === '' ? 0 : z.array(z.unknown()).parse(JSON.parse(text)).length
    },
    letNpmEnd: () => writeFile(join(root, 'may-end'), ''),
    plantLock: async (text: string) => {
      await mkdir(join(root, 'out'))
      await writeFile(join(root, 'out/install.lock'), text)
    },
  }
}
