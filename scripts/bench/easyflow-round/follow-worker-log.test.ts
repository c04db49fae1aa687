import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseTenantId } from '../../../system/contracts/tenant-id.ts'
import { buildLogger } from '../../../system/platform/log/build-logger.ts'
import { withinLogScope } from '../../../system/platform/log/log-scope.ts'
import { followWorkerLog, type CompletionLog } from './follow-worker-log.ts'

test('lines of the worker: those of completed executions count, with the end of their millisecond', async () => {
  const { path, log } = await openLog()
  const before = Date.now()
  await appendFile(path, `${lineOf('e1', 'completed')}${lineOf('e2', 'waiting')}`)

  expect(await log.waitFor(1, 2000)).toBe(1)
  expect(log.completedAt('e1')).toBeGreaterThan(before)
  expect(log.completedAt('e1')).toBeLessThanOrEqual(Date.now() + 1)
  expect(log.completedAt('e2')).toBeUndefined()
})

test('a line that arrives in two pieces counts once, and what was there before not at all', async () => {
  const { path, log } = await openLog(lineOf('e0', 'completed'))
  const line = lineOf('e1', 'completed')
  await appendFile(path, line.slice(0, 50))
  expect(await log.waitFor(1, 30)).toBe(0)
  await appendFile(path, line.slice(50))

  expect(await log.waitFor(1, 2000)).toBe(1)
  expect(log.completedAt('e0')).toBeUndefined()
})

/** What the worker's own logger makes of a run: the form this depends on. */
function lineOf(executionId: string, outcome: string): string {
  let line = ''
  const stream = { write: (text: string) => void (line += text) }
  const scope = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', tenantId: parseTenantId('t0'), executionId }
  withinLogScope(scope, () =>
    buildLogger({ part: 'worker', stream }).info({ attempt: 1, mode: 'balanced' }, outcome),
  )
  return line
}

async function openLog(text = ''): Promise<{ path: string; log: CompletionLog }> {
  const directory = await mkdtemp(join(tmpdir(), 'easyflow-bench-'))
  const path = join(directory, 'worker.log')
  await writeFile(path, text)
  const log = await followWorkerLog(path)
  onTestFinished(async () => {
    await log.close()
    await rm(directory, { recursive: true })
  })
  return { path, log }
}
