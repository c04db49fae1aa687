import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { partNames, type SystemStatus } from '../../system/contracts/system-status.ts'
import { markLogs, readLogsSince } from './log-marks.ts'

async function createLogs(): Promise<{ status: Pick<SystemStatus, 'parts'>; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'easyflow-log-marks-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const part = (name: string): SystemStatus['parts']['api'] => ({
    pid: null,
    state: 'ready',
    restarts: 0,
    logFile: join(folder, `${name}.log`),
    readyMs: null,
    addresses: {},
    files: name === 'kafka' ? { authorizerLog: join(folder, 'kafka-authorizer.log') } : {},
  })
  const parts = Object.fromEntries(partNames.map((name) => [name, part(name)])) as SystemStatus['parts']
  for (const name of [...partNames, 'kafka-authorizer'])
    await writeFile(join(folder, `${name}.log`), 'before\n')
  return { status: { parts }, folder }
}

test('logs that were written on since they were marked: only that is read, of the authorizer log too', async () => {
  const { status, folder } = await createLogs()
  const marks = await markLogs(status)
  await appendFile(join(folder, 'api.log'), 'during\n')
  await appendFile(join(folder, 'kafka-authorizer.log'), 'DENIED\n')
  const written = (await readLogsSince(status, marks)).filter(({ text }) => text !== '')
  expect(written.toSorted((one, other) => (one.file < other.file ? -1 : 1))).toEqual([
    { file: 'api.log', text: 'during\n' },
    { file: 'kafka-authorizer.log', text: 'DENIED\n' },
  ])
})

test('a log that was full and goes on under another name: what was written before and after is read', async () => {
  const { status, folder } = await createLogs()
  const marks = await markLogs(status)
  await appendFile(join(folder, 'api.log'), 'end of the old\n')
  await rename(join(folder, 'api.log'), join(folder, 'api.log.1'))
  await writeFile(join(folder, 'api.log'), 'begin of the new\n')
  const written = (await readLogsSince(status, marks)).filter(({ text }) => text !== '')
  expect(written.map(({ file, text }) => `${file}: ${text ?? ''}`).toSorted()).toEqual([
    'api.log.1: end of the old\n',
    'api.log: begin of the new\n',
  ])
})

test('the log of one part is gone: it is named as unread, never passed over', async () => {
  const { status, folder } = await createLogs()
  const marks = await markLogs(status)
  await rm(join(folder, 'worker.log'))
  expect(await readLogsSince(status, marks)).toContainEqual({ file: 'worker.log', text: undefined })
})
