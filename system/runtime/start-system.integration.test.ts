import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { Progress } from '../contracts/progress.ts'
import type { RunningSystem } from '../contracts/running-system.ts'
import { credentialsSchema, partNames, systemStatusSchema } from '../contracts/system-status.ts'
import type { PartName } from '../contracts/system-status.ts'
import { withInstaller } from '../platform/database/with-installer.ts'
import { eventually } from '../test-support/eventually.ts'
import { findLeftovers } from './instance/end-leftovers.ts'
import { checkout, layoutOf } from './instance/instance-layout.ts'
import { birthOf } from './process/process-birth.ts'
import { stateRootOf } from './runtime-settings.ts'
import { startSystem } from './start-system.ts'

const SERVERS = ['postgres', 'kafka', 'issuer', 'api', 'worker'] as const
const instance = `test-${randomBytes(4).toString('hex')}`
const ready: string[] = []
let events: Progress[] = []
const ended = Promise.withResolvers<EasyFlowError>()
const folder = mkdtempSync(join(tmpdir(), 'easyflow-start-'))
/** The worker as it is, in a file that can be taken away. */
const workerMain = join(folder, 'worker.ts')
writeFileSync(workerMain, `import '${join(checkout, 'system/worker/main.ts')}'`)
let system: RunningSystem
let stop = (): Promise<void> => Promise.resolve()

const start = async (): Promise<RunningSystem> =>
  await startSystem({
    instance,
    ephemeral: false,
    workerMain,
    onProgress: (event) => {
      events.push(event)
      if (event.state === 'ready') ready.push(event.part)
    },
    onEnded: ended.resolve,
  })

beforeAll(async () => {
  system = await start()
  stop = async () => {
    await system.stop()
    await rm(system.status().stateDirectory, { recursive: true, force: true })
  }
}, 180_000)

afterAll(async () => {
  await stop()
  await rm(folder, { recursive: true })
}, 60_000)

test('a started system: every part ready, in a status and credentials of the agreed shape', () => {
  const status = systemStatusSchema.parse(system.status())

  expect([...ready].sort()).toEqual([...partNames, 'system'].sort())
  expect(Object.values(status.parts).map((part) => part.state)).toEqual(partNames.map(() => 'ready'))
  expect(Object.keys(credentialsSchema.parse(system.credentials()).issuer.callers)).toEqual(
    expect.arrayContaining(['acme', 'globex', 'initech']),
  )
})

test('files with secrets: readable by their owner only', () => {
  const { stateDirectory, credentialsFile, parts } = system.status()
  const files = [
    credentialsFile,
    `${stateDirectory}/issuer-keys.json`,
    `${stateDirectory}/issuer-clients.json`,
    parts.kafka.files['settings'] ?? '',
  ]

  expect(files.map((file) => (statSync(file).mode & 0o777).toString(8))).toEqual(files.map(() => '600'))
})

test('the same instance started twice: the second is refused and the first stays', async () => {
  const refusal: unknown = await start().catch((error: unknown) => error)

  expect(refusal).toMatchObject({ code: 'ERR_PART_FAILED' })
  expect(await askReady('api')).toBe(200)
})

test.each(['postgres', 'kafka', 'api'] as const)(
  '%s is killed and restarted: gone meanwhile, then on the same address with its data',
  async (part) => {
    await query(`create table if not exists public.note_${part} as select 7 as value`)
    const before = system.status().parts[part]

    events = []
    await system.kill(part)
    const meanwhile = system.status().parts[part]
    const isGone = (await birthOf(before.pid ?? 0)) === undefined
    await system.restart(part)
    const after = system.status().parts[part]

    expect({ isGone, meanwhile: meanwhile.state, pid: meanwhile.pid }).toEqual({
      isGone: true,
      meanwhile: 'stopped',
      pid: null,
    })
    expect(after).toMatchObject({ state: 'ready', addresses: before.addresses })
    expect(after.pid).not.toBe(before.pid)
    expect(events).toEqual([])
    expect(await query(`select value from public.note_${part}`)).toEqual([{ value: 7 }])
  },
  60_000,
)

test('the broker is started with other settings for once: the next start is as planned, and nothing was kept', async () => {
  const planned = system.status().parts.kafka.files['settings'] ?? ''
  const before = await readFile(planned, 'utf8')
  const commandLine = async (): Promise<string> =>
    await readFile(`/proc/${String(system.status().parts.kafka.pid)}/cmdline`, 'utf8')
  await system.kill('kafka', 'SIGTERM')

  await system.restart('kafka', { brokerSettings: { 'num.partitions': '3', 'quota.window.num': null } })
  const changed = (await commandLine()).split('\0').find((word) => word.endsWith('changed.properties')) ?? ''
  const text = await readFile(changed, 'utf8')
  expect(text).toMatch(/^num\.partitions=3$/m)
  expect(text).not.toContain('quota.window.num')
  expect(await readFile(planned, 'utf8')).toBe(before)

  await system.kill('kafka', 'SIGTERM')
  await system.restart('kafka')
  expect(await commandLine()).toContain(planned)
}, 60_000)

test('a part without settings of a broker, restarted with some: refused, and not started', async () => {
  await system.kill('worker', 'SIGTERM')
  const restarting = system.restart('worker', { brokerSettings: {} })
  await expect(restarting).rejects.toMatchObject({ code: 'ERR_PART_FAILED' })
  expect(system.status().parts.worker.state).toBe('stopped')
  await system.restart('worker')
}, 60_000)

test.each(['worker', 'postgres'] as const)(
  '%s is killed by a stranger: said within a second with the end of its log, and back by itself',
  async (part) => {
    events = []
    const { pid } = system.status().parts[part]
    process.kill(pid ?? 0, 'SIGKILL')
    const died = await awaitEvent(part, 'died', 1000)
    const back = await awaitEvent(part, 'back', 30_000)
    const after = system.status().parts[part]

    expect(died).toMatchObject({ detail: 'SIGKILL', lastLines: expect.arrayContaining([expect.any(String)]) })
    expect(back.elapsedMs).toBeGreaterThan(0)
    expect(after).toMatchObject({ state: 'ready', restarts: 1 })
    expect(after.pid).not.toBe(pid)
    expect(await query('select 7 as value')).toEqual([{ value: 7 }])
  },
  60_000,
)

test("all of the database's processes: found as this instance's, by more than the mark", async () => {
  const found = await findLeftovers(layoutOf(stateRootOf(), instance))
  const pids = found.filter(({ isPostgres }) => isPostgres).map(({ pid }) => pid)

  expect(pids).toContain(system.status().parts.postgres.pid)
  expect(pids.length).toBeGreaterThan(3)
})

test('stopped and started again: no process is left in between, and data and addresses are the same', async () => {
  await query('create table public.kept as select 42 as value')
  const before = system.status()

  await system.stop()
  await system.stop()
  const left = await pidsStillThere(before.parts)
  system = await start()

  expect(left).toEqual([])
  expect(SERVERS.map((part) => system.status().parts[part].addresses)).toEqual(
    SERVERS.map((part) => before.parts[part].addresses),
  )
  expect(await query('select value from public.kept')).toEqual([{ value: 42 }])
}, 120_000)

test('an ephemeral one given up during its start: the reason is thrown, nothing runs, nothing is left', async () => {
  const giveUp = new AbortController()
  const reason = new Error('changed my mind')
  const name = `${instance}-brief`
  const starting = startSystem({
    instance: name,
    ephemeral: true,
    signal: giveUp.signal,
    onProgress: ({ part, state }) => {
      if (part === 'postgres' && state === 'ready') giveUp.abort(reason)
    },
  })

  expect(await starting.catch((error: unknown) => error)).toBe(reason)
  expect(existsSync(system.status().stateDirectory.replace(instance, name))).toBe(false)
}, 60_000)

test('a broker that dies whenever it is started: told as such at once, though the control plane waits for it', async () => {
  const name = `${instance}-brokerless`
  const layout = layoutOf(stateRootOf(), name)
  const told: string[] = []
  const startedAt = performance.now()
  const starting = startSystem({
    instance: name,
    ephemeral: true,
    onProgress: ({ part, state }) => {
      told.push(`${part} ${state}`)
      if (part === 'control-plane' && state === 'starting') void killBrokers(layout.statusFile)
    },
  })

  expect(await starting.catch((error: unknown) => error)).toMatchObject({
    code: 'ERR_PART_FAILED',
    message: expect.stringContaining('kafka ended (SIGKILL) before it was ready'),
  })
  expect(told).not.toContain('kafka ready')
  // The control plane itself would have gone on waiting for minutes.
  expect(performance.now() - startedAt).toBeLessThan(30_000)
  expect(existsSync(layout.directory)).toBe(false)
}, 60_000)

test('a part that cannot be brought back: after three tries all is ended, and the reason is told', async () => {
  events = []
  const { parts } = system.status()
  rmSync(workerMain)
  process.kill(parts.worker.pid ?? 0, 'SIGKILL')
  const reason = await ended.promise
  const after = system.status().parts
  const left = await pidsStillThere(parts)

  expect(reason).toMatchObject({ code: 'ERR_PART_FAILED', message: expect.stringContaining('worker') })
  expect(events.filter(({ state }) => state === 'restarting').map(({ detail }) => detail)).toEqual([
    'try 1 of 3',
    'try 2 of 3',
    'try 3 of 3',
  ])
  expect(events.at(-1)).toMatchObject({ part: 'system', state: 'failed' })
  expect(SERVERS.map((part) => after[part].state)).toEqual(
    SERVERS.map((part) => (part === 'worker' ? 'failed' : 'stopped')),
  )
  expect(left).toEqual([])
  expect(existsSync(layoutOf(stateRootOf(), instance).lockFile)).toBe(false)
}, 60_000)

/** Kills each broker of an instance as soon as its status names one, until the instance is gone. */
async function killBrokers(statusFile: string): Promise<void> {
  const killed = new Set<number>()
  await eventually(
    'the instance to be gone',
    async () => {
      if (!existsSync(statusFile)) return true
      const { pid } = systemStatusSchema.parse(JSON.parse(await readFile(statusFile, 'utf8'))).parts.kafka
      if (pid !== null && !killed.has(pid)) process.kill(pid, 'SIGKILL')
      if (pid !== null) killed.add(pid)
      return undefined
    },
    { withinMs: 30_000, everyMs: 10 },
  )
}

async function awaitEvent(part: PartName, state: string, withinMs: number): Promise<Progress> {
  return await eventually(
    `${part} ${state}`,
    () => Promise.resolve(events.find((event) => event.part === part && event.state === state)),
    { withinMs },
  )
}

async function query(sql: string): Promise<unknown[]> {
  const { admin, database } = system.credentials().postgres
  const address = system.status().parts.postgres.addresses['client'] ?? ''
  return await withInstaller(
    `postgres://${admin.user}:${admin.password}@${address}/${database}`,
    async (installer) => {
      const { rows } = await installer.query<Record<string, unknown>>(sql)
      return rows
    },
  )
}

async function askReady(part: PartName): Promise<number> {
  return (await fetch(`${system.status().parts[part].addresses['url'] ?? ''}/health/ready`)).status
}

async function pidsStillThere(parts: ReturnType<RunningSystem['status']>['parts']): Promise<number[]> {
  const pids = SERVERS.map((part) => parts[part].pid ?? 0)
  const births = await Promise.all(pids.map(birthOf))
  return pids.filter((_, index) => births[index] !== undefined)
}
