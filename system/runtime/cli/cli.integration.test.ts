import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemStatusSchema } from '../../contracts/system-status.ts'
import { eventually } from '../../test-support/eventually.ts'
import { checkout } from '../instance/instance-layout.ts'
import { birthOf } from '../process/process-birth.ts'

interface Outcome {
  readonly code: number
  readonly result: string
  readonly said: string
}

const instance = `cli-${randomBytes(4).toString('hex')}`

async function easyflow(...args: string[]): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const line = [join(checkout, 'bin/easyflow.mjs'), ...args]
  const child = execFile(process.execPath, line, { timeout: 170_000 }, (error, result, said) => {
    resolve({ code: error === null ? 0 : (child.exitCode ?? -1), result, said })
  })
  return await promise
}

function startForeground() {
  const line = [join(checkout, 'bin/easyflow.mjs'), 'start', '--foreground', ...here]
  const child = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  const ended = once(child, 'close').then(([code]: unknown[]) => code)
  return {
    ended,
    text: () => text,
    awaitText: async (fragment: string) =>
      await eventually(
        `"${fragment}" on the screen`,
        () => Promise.resolve(text.includes(fragment) ? true : undefined),
        { withinMs: 60_000 },
      ),
  }
}

const here = ['--instance', instance]

beforeAll(async () => {
  const { code, said } = await easyflow('start', ...here)
  if (code !== 0 || !/system +ready after/.test(said))
    throw new Error(`start ended with ${String(code)}: ${said}`)
}, 180_000)

afterAll(async () => {
  await easyflow('reset', '--yes', ...here)
}, 60_000)

test('status --json: every part with its pid, addresses and log, for whoever attacks it from outside', async () => {
  const { code, result, said } = await easyflow('status', '--json', ...here)
  const status = systemStatusSchema.parse(JSON.parse(result))

  expect({ code, said }).toEqual({ code: 0, said: '' })
  expect(Object.keys(status.parts.kafka.addresses)).toEqual([
    'client',
    'admin',
    'controller',
    'proxied',
    'behindProxy',
  ])
  expect(status.parts.kafka.files['authorizerLog']).toMatch(/kafka-authorizer\.log$/)
})

test('start again: it says that it runs already, and changes nothing', async () => {
  const { result: before } = await easyflow('status', '--json', ...here)
  const again = await easyflow('start', ...here)
  const { result: after } = await easyflow('status', '--json', ...here)

  expect({ code: again.code, said: again.said }).toEqual({
    code: 0,
    said: expect.stringContaining('already'),
  })
  expect(after).toBe(before)
})

test("token acme: exactly one token on standard output, and acme's", async () => {
  const { code, result, said } = await easyflow('token', 'acme', ...here)
  const claims: unknown = JSON.parse(Buffer.from(result.split('.')[1] ?? '', 'base64url').toString())

  expect({ code, said }).toEqual({ code: 0, said: '' })
  expect(result).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  expect(claims).toMatchObject({ tenant: 'acme', role: 'caller' })
})

test('token of a tenant that is not there: 64, and the known ones are named', async () => {
  const { code, result, said } = await easyflow('token', 'umbrella', ...here)

  expect({ code, result }).toEqual({ code: 64, result: '' })
  expect(said).toContain('acme, globex, initech')
})

test('a tenant made and removed: listed with a token of its own, then neither', async () => {
  const made = await easyflow('tenants', 'create', 'umbrella', ...here)
  const list = await easyflow('tenants', 'list', ...here)
  const token = await easyflow('token', 'umbrella', ...here)
  const removed = await easyflow('tenants', 'remove', 'umbrella', ...here)
  const refused = await easyflow('token', 'umbrella', ...here)

  expect([made.code, list.code, token.code, removed.code, refused.code]).toEqual([0, 0, 0, 0, 64])
  expect(list.result).toMatch(/^umbrella +active/m)
}, 60_000)

test('audit: a system as it was started has every wall, exit 0', async () => {
  expect(await easyflow('audit', ...here)).toEqual({
    code: 0,
    result: expect.stringMatching(/^Nothing found: 3 tenants, \d+ lints, \d+ ms\.\n$/),
    said: '',
  })
})

test('audit of a system that does not run: 2, it could not look', async () => {
  const { code, result, said } = await easyflow('audit', '--instance', 'nowhere')

  expect({ code, result }).toEqual({ code: 2, result: '' })
  expect(said).toContain('could not look')
})

test('logs of one part: its last lines, and no token in any log', async () => {
  const one = await easyflow('logs', 'api', '--lines', '2', ...here)
  const all = await easyflow('logs', '--lines', '100000', ...here)

  expect(one.result.trim().split('\n').length).toBeLessThanOrEqual(2)
  expect(one.result).toContain('"part":"api"')
  expect(all.result).toContain('"part":"kafka"')
  expect(all.result).not.toMatch(/eyJ[\w-]{20,}/)
})

test('the supervisor is killed: its parts end by themselves, and the next start works', async () => {
  const status = systemStatusSchema.parse(JSON.parse((await easyflow('status', '--json', ...here)).result))
  const pids = Object.values(status.parts).flatMap(({ pid }) => pid ?? [])

  process.kill(status.supervisorPid, 'SIGKILL')
  await eventually(
    'all parts to be gone',
    async () => {
      const births = await Promise.all(pids.map(birthOf))
      return births.every((birth) => birth === undefined) ? true : undefined
    },
    { withinMs: 20_000 },
  )

  expect(pids).toHaveLength(5)
  expect(await easyflow('status', ...here)).toMatchObject({ code: 69, result: '' })
  expect(await easyflow('start', ...here)).toMatchObject({ code: 0 })
}, 120_000)

test('stop, twice: stopped, and then told that it was not running', async () => {
  const { result } = await easyflow('status', '--json', ...here)
  const first = await easyflow('stop', ...here)
  const second = await easyflow('stop', ...here)
  const pids = Object.values(systemStatusSchema.parse(JSON.parse(result)).parts).flatMap(
    ({ pid }) => pid ?? [],
  )

  expect([first.code, second.code]).toEqual([0, 0])
  expect([first.said, second.said]).toEqual([
    expect.stringContaining('is stopped'),
    expect.stringContaining('was not running'),
  ])
  expect((await Promise.all(pids.map(birthOf))).filter((birth) => birth !== undefined)).toEqual([])
}, 60_000)

test('in the foreground, a part dies and cannot be brought back: said, all ended, 69, and status says why', async () => {
  const screen = startForeground()
  await screen.awaitText('Press Ctrl-C')
  const { result } = await easyflow('status', '--json', ...here)
  const { parts } = systemStatusSchema.parse(JSON.parse(result))
  const second = await easyflow('start', ...here)

  process.kill(parts.api.pid ?? 0, 'SIGKILL')
  await screen.awaitText('back, ready again')
  const restarted = await easyflow('status', ...here)
  await rm(parts.kafka.files['settings'] ?? '')
  process.kill(parts.kafka.pid ?? 0, 'SIGKILL')
  const code = await screen.ended
  const after = await easyflow('status', ...here)

  expect(second).toMatchObject({ code: 0, said: expect.stringMatching(/running already, under process \d+/) })
  expect(screen.text()).toMatch(/api +died \(SIGKILL\); the last lines of its log:\n +\| .+\n/)
  expect(restarted).toMatchObject({ code: 0, result: expect.stringMatching(/api +ready, restarted 1x/) })
  expect(screen.text()).toContain('kafka could not be brought back')
  expect(code).toBe(69)
  expect(after).toMatchObject({ code: 69, said: expect.stringContaining('kafka died and could not be') })
}, 120_000)

test('reset without --yes and without a terminal: 64, and nothing is deleted', async () => {
  const { code, said } = await easyflow('reset', ...here)

  expect({ code, said }).toEqual({ code: 64, said: expect.stringContaining('--yes') })
  expect(await easyflow('logs', 'api', ...here)).toMatchObject({ code: 0 })
})
