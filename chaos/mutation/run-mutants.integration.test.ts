import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { startTestSystem } from '../../system/test-support/start-test-system.ts'
import { loadMutant } from './load-mutants.ts'
import { runMutants } from './run-mutants.ts'

let system: RunningSystem

beforeAll(async () => {
  system = await startTestSystem()
}, 180_000)
afterAll(() => system.stop())

// Two that are over quickly; `npm run chaos -- mutants` has them all.
const sample = ['acknowledged-before-commit', 'completion-not-fenced']

test(
  'nobody lies, then the api, then the database: quiet without, and each is caught by whoever has to',
  { timeout: 120_000 },
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'easyflow-mutants-'))
    onTestFinished(() => rm(root, { recursive: true, force: true }))
    const results = await runMutants({
      system,
      mutants: await Promise.all(sample.map(loadMutant)),
      seed: 1,
      root,
      commandLine: [],
      onResult: () => undefined,
      signal: new AbortController().signal,
    })
    const told = results.map(({ mutant, outcome, reason }) => ({ name: mutant?.name, outcome, reason }))
    const reason = expect.any(String) as unknown
    expect(told).toEqual([
      { name: undefined, outcome: 'caught', reason: 'nobody cried' },
      ...sample.map((name) => ({ name, outcome: 'caught', reason })),
    ])
  },
)
