import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const passes = "import { test } from 'vitest'\ntest('a', () => {})\ntest('b', () => {})\n"
const fails = "import { test } from 'vitest'\ntest('c', () => { throw new Error('no') })\n"

test('all tests pass: exit status 0, and the last line has their number', async () => {
  expect(await runTests({ 'one.test.ts': passes })).toEqual({ status: 0, lastLines: ['2 passed, 0 failed'] })
})

test('one fails: exit status 1, and the last line says so', async () => {
  expect(await runTests({ 'one.test.ts': passes, 'two.test.ts': fails })).toEqual({
    status: 1,
    lastLines: ['2 passed, 1 failed'],
  })
})

test('a file that cannot be loaded: a failure, though no test of it ran', async () => {
  expect(await runTests({ 'one.test.ts': passes, 'two.test.ts': "import './nowhere.ts'\n" })).toEqual({
    status: 1,
    lastLines: ['2 passed, 1 failed'],
  })
})

test('an error outside every test: a failure', async () => {
  const late = `${passes}setImmediate(() => { throw new Error('late') })\ntest('d', () => new Promise((r) => setTimeout(r, 100)))\n`

  expect(await runTests({ 'one.test.ts': late })).toEqual({ status: 1, lastLines: ['3 passed, 1 failed'] })
})

test('a hook that fails: a failure', async () => {
  const broken =
    "import { afterAll, test } from 'vitest'\nafterAll(() => { throw new Error('no') })\ntest('a', () => {})\n"

  expect(await runTests({ 'one.test.ts': broken })).toEqual({ status: 1, lastLines: ['1 passed, 1 failed'] })
})

test('a skipped test: named in a line of its own, and no pass', async () => {
  const skipped = `${passes}test.skip('later', () => {})\n`

  expect(await runTests({ 'one.test.ts': skipped })).toEqual({
    status: 0,
    lastLines: ['1 skipped', '2 passed, 0 failed'],
  })
})

test('no test at all: not a success', async () => {
  expect(await runTests({})).toEqual({ status: 1, lastLines: ['0 passed, 0 failed'] })
})

test('a process left behind: ended, and not a success', async () => {
  const leaves = `${passes}import { spawn } from 'node:child_process'\nspawn('sleep', ['60'], { stdio: 'ignore' }).unref()\n`

  expect(await runTests({ 'one.test.ts': leaves })).toEqual({ status: 1, lastLines: ['2 passed, 0 failed'] })
})

/** Runs the real command over a project with these files, on this checkout's packages. */
async function runTests(files: Readonly<Record<string, string>>) {
  const project = await mkdtemp(join(tmpdir(), 'easyflow-command-'))
  onTestFinished(() => rm(project, { recursive: true, force: true }))
  for (const folder of ['scripts', 'system/runtime/requirements', 'system/runtime/kafka'])
    await cp(join(root, folder), join(project, folder), {
      recursive: true,
      filter: (file) => !file.endsWith('.ts'),
    })
  for (const name of ['package.json', 'package-lock.json']) await cp(join(root, name), join(project, name))
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text)

  const child = spawn(process.execPath, [join(project, 'scripts/test.mjs')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.resume()
  const [status] = (await once(child, 'close')) as [number | null]
  return {
    status,
    lastLines: printed
      .trimEnd()
      .split('\n')
      .filter((line) => /^\d+ (passed|skipped)/.test(line)),
  }
}
