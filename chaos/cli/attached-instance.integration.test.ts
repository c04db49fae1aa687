import { spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { CONTROL_FILE, controlFileSchema } from '../../system/contracts/control-channel.ts'
import { topicOf } from '../../system/contracts/names.ts'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { eventually } from '../../system/test-support/eventually.ts'
import { attachSystem } from '../access/attach-system.ts'
import { openAccess, type SystemAccess } from '../access/open-access.ts'
import { startProxy } from '../faults/proxy/start-proxy.ts'
import { findAttachedRuns } from '../heal/find-runs.ts'
import { runKill } from '../kill-test/run-kill.ts'
import { openTokenProbe } from '../probes/kafka-probe.ts'
import { runCommand } from '../probes/spawn-easyflow.ts'
import { ACME } from '../tenant-option.ts'

const instance = `attached-${process.pid}`
const HARNESS = join(import.meta.dirname, 'main.ts')
let system: RunningSystem
let out: string

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'easyflow-attached-'))
  const { code, said } = await runCommand(['start', '--instance', instance])
  if (code !== 0) throw new Error(`The instance did not start: ${said}`)
  system = await attachSystem(instance)
}, 180_000)
afterAll(async () => {
  await runCommand(['reset', '--instance', instance, '--yes'])
  await rm(out, { recursive: true, force: true })
}, 60_000)

const partOf = (name: 'kafka' | 'api') => system.status().parts[name]

test('a broker killed from another process: supervision leaves it down while it brings back an api, until it is restarted', async () => {
  const [broker, api] = [partOf('kafka').pid, partOf('api').pid]

  await system.kill('kafka')
  process.kill(api ?? 0, 'SIGKILL')
  await eventually('the api to be back', () => Promise.resolve(partOf('api').restarts === 1 || undefined), {
    withinMs: 15_000,
  })

  expect(partOf('kafka')).toMatchObject({ state: 'stopped', pid: null, restarts: 0 })
  // As healing does: with a part down an instance can be attached to all the same.
  expect((await attachSystem(instance)).status().parts.kafka.state).toBe('stopped')
  await system.restart('kafka', { brokerSettings: { 'num.partitions': '2' } })
  expect(partOf('kafka')).toMatchObject({ state: 'ready', restarts: 0 })
  // What is asked for in another process arrives: it runs with the changed settings, for once.
  expect(await readFile(`/proc/${String(partOf('kafka').pid)}/cmdline`, 'utf8')).toContain(
    'changed.properties',
  )
  expect(partOf('kafka').pid).not.toBe(broker)
  await expect(system.restart('kafka')).rejects.toThrow('kafka is still running: kill it first')
}, 60_000)

test('a wrong secret, none, another path, an unknown command, a long one: refused and logged, and nothing happens', async () => {
  const { stateDirectory } = system.status()
  const file = join(stateDirectory, CONTROL_FILE)
  const { url, secret } = controlFileSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  const kill = { command: 'kill', part: 'api', signal: 'SIGKILL' }
  const before = partOf('api').pid
  const post = async (body: unknown, bearer: string | undefined, path = '/'): Promise<number> => {
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
    const sent = { method: 'POST', headers, body: JSON.stringify(body) }
    return (await fetch(new URL(path, url), sent)).status
  }

  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await post(kill, `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`)).toBe(401)
  expect(await post(kill, undefined)).toBe(401)
  expect(await post(kill, secret, '/status')).toBe(404)
  expect(await post({ ...kill, command: 'stop' }, secret)).toBe(400)
  expect(await post({ ...kill, note: 'x'.repeat(600) }, secret)).toBe(400)
  expect(partOf('api').pid).toBe(before)
  const log = await readFile(join(stateDirectory, 'logs/supervisor.log'), 'utf8')
  expect(log).toContain('"reason":"the secret is missing or wrong","suppressed":0,"msg":"control-refused"')
  expect(log).not.toContain(secret)
})

test('a harness killed with -9 while things are broken: heal makes all whole, and has nothing to do the second time', async () => {
  const planned = { number: 1, scenario: 'api-trusts-tenant-header', fault: 3, momentMs: 300 }
  const result = await runKill(planned, { instance, out })
  const again = await runHarness(['heal', '--instance', instance, '--out', out]).ended

  expect(result).toMatchObject({ healCode: 0, faults: [] })
  expect(result.left.length).toBeGreaterThan(0)
  expect(again.text).toContain('no fault is left')
  expect(again.code).toBe(0)
}, 90_000)

test('Ctrl-C twice while things are broken: the run heals, says so, and exits with 130', async () => {
  const run = runHarness(['run', 'api-trusts-tenant-header', '--instance', instance, '--out', out])
  await eventually('a fault', async () => ((await leftIn(out)) > 0 ? true : undefined), { withinMs: 30_000 })
  run.interrupt()
  await eventually(
    'the first to be heard',
    () => Promise.resolve(/Interrupted/.test(run.text()) || undefined),
    {
      withinMs: 5000,
    },
  )
  run.interrupt()
  const { code, text } = await run.ended

  expect(text).toMatch(/Healed +replace-api[\s\S]*What was broken is healed/)
  expect(code).toBe(130)
  expect(await leftIn(out)).toBe(0)
}, 60_000)

test('a Kafka client that comes in by the proxied listener: never opens a connection to the broker itself; by another, it does', async () => {
  const { client = '', proxied = '', behindProxy = '' } = partOf('kafka').addresses
  const access = await openAccess(system)
  onTestFinished(() => access.close())
  const stays = await startProxy({ port: portIn(proxied), target: behindProxy, seed: 1 })
  onTestFinished(() => stays.close())
  const slips = await startProxy({ port: 0, target: client, seed: 1 })
  onTestFinished(() => slips.close())
  const [kept, slipped] = [
    await watchProduce(access, stays.address),
    await watchProduce(access, slips.address),
  ]
  await stays.add({ name: 'down', toxic: { type: 'down' }, stream: 'upstream', toxicity: 1 })

  // The proxies' own connections are made by this process as well.
  const [toItself, forwarded] = [kept.to(client), kept.to(behindProxy)]
  expect({ toItself, forwarded }).toEqual({ toItself: 0, forwarded: kept.to(proxied) })
  expect(slipped.to(client)).toBeGreaterThan(slipped.to(slips.address))
  await expect(watchProduce(access, stays.address)).rejects.toThrow(/ECONNREFUSED|Connection/)
}, 30_000)

const portIn = (address: string): number => Number(address.split(':')[1])

/** Produces to acme's topic as acme, and tells how often an address was connected to. */
async function watchProduce(
  access: SystemAccess,
  broker: string,
): Promise<{ readonly to: (address: string) => number }> {
  const sockets: Socket[] = []
  const note = (message: unknown): void => void sockets.push((message as { socket: Socket }).socket)
  const token = await access.tokenOf(ACME)
  subscribe('net.client.socket', note)
  const probe = await openTokenProbe(broker, token).catch((error: unknown) => {
    unsubscribe('net.client.socket', note)
    throw error
  })
  try {
    expect(await probe.produce(topicOf(ACME), [{ value: 'through a proxy' }])).toEqual({ ok: true })
    const ports = sockets.map(({ remotePort }) => remotePort)
    return { to: (address) => ports.filter((port) => port === portIn(address)).length }
  } finally {
    unsubscribe('net.client.socket', note)
    await probe.close()
  }
}

const leftIn = async (folder: string): Promise<number> =>
  (await findAttachedRuns(folder)).flatMap(({ unhealed }) => unhealed).length

function runHarness(args: readonly string[]) {
  const child = spawn(process.execPath, [HARNESS, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const ended = once(child, 'close').then(([code]) => ({ code: code as unknown, text }))
  return { ended, text: () => text, interrupt: () => child.kill('SIGINT') }
}
