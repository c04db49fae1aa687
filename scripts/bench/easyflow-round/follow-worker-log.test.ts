import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { buildLogger } from '../../../system/platform/log/build-logger.ts'
import { followWorkerLog, type CompletionLog } from './follow-worker-log.ts'

test('lines of the worker: those of completed executions count, with the end of their millisecond', async () => {
  const { path, log } = await openLog()
  const before = Date.now()
  await appendFile(path, `${lineOf('e1', 'complete')}${lineOf('e2', 'waiting')}`)

  expect(await log.waitFor(1, 2000)).toBe(1)
  expect(log.completedAt('e1')).toBeGreaterThan(before)
  expect(log.completedAt('e1')).toBeLessThanOrEqual(Date.now() + 1)
  expect(log.completedAt('e2')).toBeUndefined()
})

test('a line that arrives in two pieces counts once, and what was there before not at all', async () => {
  const { path, log } = await openLog(lineOf('e0', 'complete'))
  const line = lineOf('e1', 'complete')
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
  const facts = { tenant: 't0', executionId, attempt: 1, mode: 'balanced', outcome }
  buildLogger({ part: 'worker', stream }).info(facts, 'execution-run')
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
