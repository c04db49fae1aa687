import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { checkout } from '../instance/instance-layout.ts'
import { allEnvironment } from '../runtime-settings.ts'
import { buildSituation } from './build-situation.mjs'
import { checkRequirements } from './check-requirements.mjs'
import { findProgram } from './find-program.mjs'
import { requirements } from './requirements.mjs'

const reportSchema = z.strictObject({
  version: z.literal(1),
  isFit: z.boolean(),
  findings: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['ok', 'warning', 'missing']),
      found: z.string(),
      remedy: z.string().optional(),
    }),
  ),
})

interface Outcome {
  readonly code: number
  readonly result: string
  readonly said: string
}

async function run(args: readonly string[], environment: Record<string, string | undefined> = {}) {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const child = execFile(
    process.execPath,
    [join(checkout, 'bin/easyflow.mjs'), ...args],
    { timeout: 20_000, env: { ...allEnvironment(), ...environment } },
    (error, result, said) => resolve({ code: error === null ? 0 : (child.exitCode ?? -1), result, said }),
  )
  return await promise
}

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'easyflow doctor '))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  return folder
}

/** A PATH with only these programs; `fakes` are shell scripts. */
async function createPath(tools: readonly string[], fakes: Record<string, string> = {}): Promise<string> {
  const folder = await createFolder()
  for (const tool of tools) {
    const program = await findProgram(tool, allEnvironment())
    if (program !== undefined) await symlink(program, join(folder, tool))
  }
  for (const [name, body] of Object.entries(fakes)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  }
  return folder
}

test('on a machine that has all: exit 0, a table with a line for each requirement', async () => {
  const { code, result, said } = await run(['doctor'])
  expect({ code, said }).toEqual({ code: 0, said: '' })
  for (const { name } of requirements)
    expect(result).toMatch(new RegExp(`^${name.replaceAll(/[().]/g, '.')} +(ok|warning)`, 'm'))
  expect(result).toMatch(/^EasyFlow can run here: \d+ ok, \d+ warnings, 0 missing$/m)
})

test('nothing in PATH and no state: --json names each lack with a remedy, exit 69', async () => {
  const { code, result } = await run(['doctor', '--json'], {
    PATH: await createPath([]),
    JAVA_HOME: undefined,
    EASYFLOW_STATE_DIR: await createFolder(),
  })
  const { isFit, findings } = reportSchema.parse(JSON.parse(result))
  const missing = findings.filter(({ state }) => state === 'missing')
  expect({ code, isFit }).toEqual({ code: 69, isFit: false })
  expect(missing.map(({ name }) => name)).toEqual(expect.arrayContaining(['npm', 'Java', 'Maven or Kafka']))
  expect(missing.every(({ remedy }) => remedy !== undefined)).toBe(true)
})

test('another word behind doctor: 64', async () => {
  expect(await run(['doctor', '--jsno'])).toMatchObject({ code: 64, result: '' })
})

test.each<{ lack: string; tools: string[]; fakes?: Record<string, string>; says: RegExp[] }>([
  { lack: 'no Java', tools: ['mvn'], says: [/Java is not installed/] },
  {
    lack: 'Java 11',
    tools: ['mvn'],
    fakes: { java: 'echo \'openjdk version "11.0.2"\' >&2' },
    says: [/Java 11 is too old/],
  },
  { lack: 'no Maven and an empty cache', tools: ['java'], says: [/Maven is not installed/] },
  {
    lack: 'neither',
    tools: [],
    says: [/2 things are missing/, /Java is not installed/, /Maven is not installed/],
  },
])('start with $lack: exit 69, said with its remedy, and nothing is made', async ({ tools, fakes, says }) => {
  const state = join(await createFolder(), 'state')
  const { code, result, said } = await run(['start'], {
    PATH: await createPath(tools, fakes),
    JAVA_HOME: undefined,
    EASYFLOW_STATE_DIR: state,
  })
  expect({ code, result }).toEqual({ code: 69, result: '' })
  for (const words of says) expect(said).toMatch(words)
  expect(said).toMatch(/Get/)
  expect(await readdir(join(state, '..'))).toEqual([])
})

test('neither Java nor Maven, and an external Kafka: neither is needed', async () => {
  const environment = { PATH: await createPath([]), EASYFLOW_KAFKA_BROKERS: 'kafka.example:9093' }
  const findings = await checkRequirements(buildSituation(environment, {}), ['system'])
  const asked = findings.filter(({ name }) => ['Java', 'Maven or Kafka'].includes(name))

  expect(asked.map(({ state }) => state)).toEqual(['ok', 'ok'])
})

test.each([
  { situation: 'a path with a colon', path: 'a:b', says: /colon/ },
  {
    situation: 'a path of a thousand bytes',
    path: `${'x'.repeat(200)}/`.repeat(5),
    says: /longer than 800 bytes/,
  },
  { situation: 'a file', path: 'file', says: /is no folder/ },
  {
    situation: 'a place that is not ours',
    path: '/proc/1/nowhere',
    says: /cannot be written to|cannot get to/,
  },
])('$situation as the state directory: missing', async ({ path, says }) => {
  const folder = await createFolder()
  await writeFile(join(folder, 'file'), '')
  const situation = buildSituation(allEnvironment(), {
    stateRoot: path.startsWith('/') ? path : join(folder, path),
  })
  const findings = await checkRequirements(situation, ['system'])
  expect(findings.find(({ name }) => name === 'state directory')).toMatchObject({
    state: 'missing',
    found: expect.stringMatching(says) as string,
  })
})

test('root, and a state directory below one that is private: missing, because Postgres cannot get there', async () => {
  const folder = await createFolder()
  await mkdir(join(folder, 'private'), { mode: 0o700 })
  const known = { stateRoot: join(folder, 'private/state') }
  const asRoot = { ...buildSituation(allEnvironment(), known), uid: 0 }
  const asOther = { ...asRoot, uid: 1000 }
  const [refused, taken] = await Promise.all(
    [asRoot, asOther].map(async (situation) => await checkRequirements(situation, ['system'])),
  )
  const stateOf = (findings: typeof refused): unknown =>
    findings?.find(({ name }) => name === 'state directory')
  expect(stateOf(refused)).toMatchObject({
    state: 'missing',
    found: expect.stringContaining('cannot pass') as string,
  })
  expect(stateOf(taken)).toMatchObject({ state: 'ok' })
})

test('a check that fails itself: a warning that says so, and no pass', async () => {
  const situation = { ...buildSituation(allEnvironment()), checkout: '/nowhere' }
  const findings = await checkRequirements(situation, ['tools'])
  expect(findings.find(({ name }) => name === 'disk of the checkout')).toMatchObject({
    state: 'warning',
    found: expect.stringContaining('could not be checked') as string,
  })
})

test('a Node of yesterday: missing', async () => {
  for (const [nodeVersion, state] of [
    ['v20.18.3', 'missing'],
    ['v18.20.0', 'missing'],
    ['v20.19.0', 'ok'],
    ['v22.1.0', 'ok'],
  ]) {
    const situation = { ...buildSituation(allEnvironment()), nodeVersion: nodeVersion ?? '' }
    const [node] = await checkRequirements(situation, ['tools'])
    expect(node).toMatchObject({ state })
  }
})
