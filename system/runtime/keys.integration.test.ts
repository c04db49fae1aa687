import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyRemovalSchema, type KeyRemoval } from '../contracts/key-removal.ts'
import type { RunningSystem } from '../contracts/running-system.ts'
import { openLayerProbes, type ProbeAnswer } from '../control-plane/keys/layer-probes.ts'
import { probeAddressesOf } from '../control-plane/keys/probe-addresses-of.ts'
import { controlPlaneSettingsSchema } from '../control-plane/settings.ts'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { loadSettings } from '../platform/config/load-settings.ts'
import { runCommand } from '../control-plane/run-command.ts'
import { fetchCallerToken, startCallerTraffic } from '../test-support/caller-traffic.ts'
import { eventually } from '../test-support/eventually.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { checkout, layoutOf } from './instance/instance-layout.ts'
import { readContext } from './instance/read-context.ts'
import { controlPlaneSettingsOf } from './parts/part-environments.ts'
import { nodeProgram } from './process/node-program.ts'
import { inheritedEnvironment, stateRootOf } from './runtime-settings.ts'
import { startSystem } from './start-system.ts'

const instance = `keys-${String(process.pid)}`
let system: RunningSystem
let settings: Readonly<Record<string, string>>
let admin: Superuser

beforeAll(async () => {
  system = await startSystem({ instance, ephemeral: true, onProgress: () => undefined })
  settings = controlPlaneSettingsOf(await readContext(layoutOf(stateRootOf(), instance)))
  admin = await openSuperuser(settings['EASYFLOW_DATABASE_URL'] ?? '')
}, 180_000)
afterAll(async () => {
  await admin.close()
  await system.stop()
}, 60_000)

async function command(...args: string[]): Promise<{ code: number; answer: string; said: string }> {
  const answer: string[] = []
  const said: string[] = []
  const code = await runCommand(args, settings, {
    result: (text) => answer.push(text),
    talk: (text) => said.push(text),
  })
  return { code, answer: answer.join('\n'), said: said.join('\n') }
}

interface ListedKey {
  readonly kid: string
  readonly state: string
}
const listKeys = async (): Promise<readonly ListedKey[]> =>
  JSON.parse((await command('keys-list')).answer) as readonly ListedKey[]
const signingKid = async (): Promise<string> =>
  (await listKeys()).find(({ state }) => state === 'signing')?.kid ?? ''
const kidOf = (token: string): unknown =>
  (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: unknown }).kid

async function remove(kid: string): Promise<{ code: number; removal: KeyRemoval }> {
  const { code, answer, said } = await command('keys-remove', kid)
  if (answer === '') throw new Error(said)
  return { code, removal: keyRemovalSchema.parse(JSON.parse(answer)) }
}

const outcomesOf = ({ layers }: KeyRemoval): unknown =>
  Object.fromEntries(layers.map(({ layer, outcome }) => [layer, outcome]))

async function untilAllComplete(accepted: readonly string[]): Promise<void> {
  await eventually(
    'all accepted executions to be COMPLETE',
    async () => {
      const rows = await admin.rows(
        "select from tenant_acme.workflow_executions where execution_id = any($1) and status = 'COMPLETE'",
        [accepted],
      )
      return rows.length === accepted.length ? true : undefined
    },
    { withinMs: 20_000, everyMs: 100 },
  )
}

test('a rotation under traffic: no request fails, tokens of the old key stay good, new ones are of the new', async () => {
  const traffic = startCallerTraffic(system, 'acme')
  const before = await fetchCallerToken(system, 'acme')
  await eventually('traffic', () => Promise.resolve(traffic.accepted.length > 10 ? true : undefined), {
    withinMs: 10_000,
  })
  const { code, answer } = await command('keys-rotate')
  const { signing } = JSON.parse(answer) as { signing: string }
  const accepted = traffic.accepted.length
  await eventually(
    'more traffic',
    () => Promise.resolve(traffic.accepted.length > accepted + 40 ? true : undefined),
    {
      withinMs: 20_000,
    },
  )
  await traffic.stop()

  expect({ code, failures: traffic.failures }).toEqual({ code: 0, failures: [] })
  expect(kidOf(before)).not.toBe(signing)
  expect(kidOf(await fetchCallerToken(system, 'acme'))).toBe(signing)
  await untilAllComplete(traffic.accepted)
  expect((await listKeys()).map(({ state }) => state)).toEqual(['retiring', 'signing'])
}, 90_000)

test('the signing key is removed under traffic: all three refuse within five seconds, and nothing accepted is lost', async () => {
  const traffic = startCallerTraffic(system, 'acme')
  await eventually('traffic', () => Promise.resolve(traffic.accepted.length > 10 ? true : undefined), {
    withinMs: 10_000,
  })
  const kid = await signingKid()
  const { code, removal } = await remove(kid)
  const accepted = traffic.accepted.length
  await eventually(
    'more traffic',
    () => Promise.resolve(traffic.accepted.length > accepted + 20 ? true : undefined),
    {
      withinMs: 20_000,
    },
  )
  await traffic.stop()

  expect(outcomesOf(removal)).toEqual({ api: 'refuses', broker: 'refuses', database: 'refuses' })
  expect(removal.layers.every(({ acceptedBefore }) => acceptedBefore)).toBe(true)
  expect(code).toBe(0)
  expect(removal.totalMs).toBeLessThan(5000)
  // Only the tokens of the removed key were refused, each once: their callers went on with fresh ones.
  expect(traffic.failures.length).toBeLessThan(10)
  expect(traffic.failures.filter((failure) => !/^40[13] /.test(failure))).toEqual([])
  await untilAllComplete(traffic.accepted)
  expect((await listKeys()).map((key) => key.kid)).not.toContain(kid)
}, 90_000)

test('a removal that is killed at any moment: run again, it is finished, and one key signs', async () => {
  for (const afterMs of [600, 1000]) {
    const kid = await signingKid()
    const program = spawn(
      nodeProgram(),
      [join(checkout, 'system/control-plane/main.ts'), 'keys-remove', kid],
      {
        env: { ...inheritedEnvironment(), ...settings },
        stdio: 'ignore',
      },
    )
    const timer = setTimeout(() => program.kill('SIGKILL'), afterMs)
    await once(program, 'exit')
    clearTimeout(timer)
    const isLeft = (await listKeys()).some((key) => key.kid === kid)
    const again = isLeft ? await remove(kid) : undefined
    expect({ code: again?.code ?? 0, isComplete: again?.removal.isComplete ?? true }).toEqual({
      code: 0,
      isComplete: true,
    })
    expect((await listKeys()).filter(({ state }) => state === 'signing')).toHaveLength(1)
    expect((await listKeys()).map((key) => key.kid)).not.toContain(kid)
    expect(kidOf(await fetchCallerToken(system, 'acme'))).toBe(await signingKid())
  }
}, 120_000)

/** Holds up whoever writes `change` down, which is the last thing a key command does before it commits. */
async function killBeforeCommit(args: readonly string[], change: string): Promise<void> {
  await admin.rows(`create function public.hold_up() returns trigger language plpgsql as
    $$ begin perform pg_sleep(60); return new; end $$`)
  await admin.rows(`create trigger hold_up before insert on easyflow.key_changes
    for each row when (new.change = '${change}') execute function public.hold_up()`)
  const program = spawn(nodeProgram(), [join(checkout, 'system/control-plane/main.ts'), ...args], {
    env: { ...inheritedEnvironment(), ...settings },
    stdio: 'ignore',
  })
  const ended = once(program, 'exit')
  const held = "select pid from pg_stat_activity where wait_event = 'PgSleep'"
  await eventually(
    'the command to be about to commit',
    async () => ((await admin.rows(held)).length > 0 ? true : undefined),
    { withinMs: 20_000 },
  )
  program.kill('SIGKILL')
  await ended
  await admin.rows(`select pg_terminate_backend(pid) from (${held}) held`)
  await admin.rows('drop trigger hold_up on easyflow.key_changes')
  await admin.rows('drop function public.hold_up')
}

const endsInDatabase = async (kid: string): Promise<unknown> =>
  (
    await admin.rows('select isfinite(not_after) as ends from easyflow.issuer_keys where kid = $1', [kid])
  ).map(({ ends }) => ends)

test('a rotation, then a removal, killed between file and database: the next start brings the database to the file', async () => {
  const old = await signingKid()
  const token = await fetchCallerToken(system, 'acme')
  await killBeforeCommit(['keys-rotate'], 'retiring')
  const rotated = [await endsInDatabase(old)]
  await command('bootstrap')
  rotated.push(await endsInDatabase(old))
  await killBeforeCommit(['keys-remove', old], 'removed')
  const removed = [await askDatabase(token)]
  await command('bootstrap')
  removed.push(await askDatabase(token))

  expect({ rotated, removed }).toEqual({ rotated: [[false], [true]], removed: ['accepts', 'refuses'] })
  expect(await remove(old)).toMatchObject({ code: 0, removal: { isComplete: true } })
}, 90_000)

async function askDatabase(token: string): Promise<ProbeAnswer | undefined> {
  const { probes, close } = openLayerProbes({
    ...probeAddressesOf(loadSettings(controlPlaneSettingsSchema, settings)),
    tenant: parseTenantId('acme'),
  })
  const answer = await probes.find(({ layer }) => layer === 'database')?.ask(token)
  await close()
  return answer
}

test('the broker is down: the key is removed, it says who could not be asked, and running it again finishes', async () => {
  const kid = await signingKid()
  await system.kill('kafka')
  const { code, removal } = await remove(kid)
  await system.restart('kafka')

  expect(outcomesOf(removal)).toEqual({ api: 'refuses', broker: 'silent', database: 'refuses' })
  expect({ code, isComplete: removal.isComplete, totalMs: removal.totalMs }).toEqual({
    code: 2,
    isComplete: false,
    totalMs: null,
  })
  expect(await remove(kid)).toMatchObject({ code: 0, removal: { isComplete: true } })
}, 90_000)

test('the database is down: the others refuse, the key is kept as removed, and running it again finishes', async () => {
  const kid = await signingKid()
  await system.kill('postgres')
  const first = await remove(kid)
  await system.restart('postgres')
  admin = await openSuperuser(settings['EASYFLOW_DATABASE_URL'] ?? '')
  const second = await remove(kid)

  expect(outcomesOf(first.removal)).toEqual({ api: 'refuses', broker: 'refuses', database: 'silent' })
  expect({ code: first.code, isComplete: first.removal.isComplete }).toEqual({ code: 2, isComplete: false })
  expect(second).toMatchObject({ code: 0, removal: { isComplete: true } })
}, 90_000)
