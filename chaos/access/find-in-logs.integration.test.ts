import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { partNames, type SystemStatus } from '../../system/contracts/system-status.ts'
import { checkLogs } from '../checkers/check-logs.ts'
import { readLogsSince } from './log-marks.ts'

const CLEAN = '{"part":"x","msg":"clean"}\n'
const secrets = [{ kind: 'canary', value: 'canary-acme-1' }] as const

async function createLogs(): Promise<{ status: Pick<SystemStatus, 'parts'>; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'easyflow-read-logs-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  const authorizerLog = join(folder, 'kafka-authorizer.log')
  const part = (name: string): SystemStatus['parts']['api'] => ({
    pid: null,
    state: 'ready',
    restarts: 0,
    logFile: join(folder, `${name}.log`),
    readyMs: null,
    addresses: {},
    files: name === 'kafka' ? { authorizerLog } : {},
  })
  const parts = Object.fromEntries(partNames.map((name) => [name, part(name)])) as SystemStatus['parts']
  for (const name of [...partNames, 'kafka-authorizer']) await writeFile(join(folder, `${name}.log`), CLEAN)
  return { status: { parts }, folder }
}

test('the logs of every part: read and clean', async () => {
  const { status } = await createLogs()
  expect(checkLogs(await readLogsSince(status, new Map()), secrets)).toEqual({
    outcome: 'holds',
    examined: 7,
  })
})

test.each(
  [...partNames, 'kafka-authorizer', 'supervisor'].flatMap((name) => [`${name}.log`, `${name}.log.3`]),
)('a canary planted in %s: found', async (name) => {
  const { status, folder } = await createLogs()
  await writeFile(join(folder, name), `${CLEAN}{"msg":"canary-acme-1"}\n`)
  expect(checkLogs(await readLogsSince(status, new Map()), secrets)).toMatchObject({
    outcome: 'violated',
    witnesses: [{ explanation: `logged: a canary as it is in ${name}, line 2` }],
  })
})

test('the log of one part is not there: unknown, and it is named', async () => {
  const { status, folder } = await createLogs()
  await rm(join(folder, 'kafka-authorizer.log'))
  expect(checkLogs(await readLogsSince(status, new Map()), secrets)).toEqual({
    outcome: 'unknown',
    reason: 'Not read: kafka-authorizer.log',
  })
})
