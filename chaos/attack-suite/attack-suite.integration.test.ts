import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { startTestSystem } from '../../system/test-support/start-test-system.ts'
import { createRunDirectory } from '../history/run-directory.ts'
import { suiteAttacks } from './registry.ts'
import { runSuite, type RunSuiteOptions } from './run-suite.ts'
import { judgeSuite, type SuiteResult } from './suite-result.ts'
import { faultsOf, LAX_REQUEST_WALLS } from './walls.ts'

let system: RunningSystem

beforeAll(async () => {
  system = await startTestSystem()
}, 180_000)
afterAll(() => system.stop())

async function run(options: Pick<RunSuiteOptions, 'attacks' | 'sabotage'>): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), 'easyflow-attacks-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const directory = await createRunDirectory(join(folder, 'run'), {
    commandLine: ['attacks'],
    revision: 'test',
    seed: 1,
    scenario: 'attacks',
    instance: 'test',
    versions: {},
  })
  onTestFinished(() => directory.close())
  return runSuite({
    system,
    directory,
    seed: 1,
    withProof: false,
    timingSamples: 0,
    onProgress: () => undefined,
    signal: AbortSignal.timeout(100_000),
    ...options,
  })
}

/** Of a layer that has many, one of so many; `npm run chaos -- attacks` carries out all of them. */
const SAMPLE_EVERY = 3
const MANY = 50
const short = suiteAttacks.filter(({ isLong }) => isLong !== true)
const sample = [...new Set(short.map(({ layer }) => layer))].flatMap((layer) => {
  const own = short.filter((one) => one.layer === layer)
  return own.length < MANY ? own : own.filter((_, index) => index % SAMPLE_EVERY === 0)
})

test(
  'a sample of the attacks on a system that is whole: each refused by the layer and with the answer of its row',
  { timeout: 110_000 },
  async () => {
    const result = await run({ attacks: sample })
    expect(result.results.filter(({ outcome }) => outcome.kind !== 'refused')).toEqual([])
    expect(result.controls.filter(({ isAsExpected }) => !isAsExpected)).toEqual([])
    expect(result.logs).toMatchObject({ outcome: 'holds' })
    expect(judgeSuite(result)).toBe('holds')
    expect(sample.length).toBeGreaterThan(150)
  },
)

test(
  'an api that believes everything, and a database that asks nobody: the alarm goes off',
  { timeout: 60_000 },
  async () => {
    const ids = [
      'L1-api-forged',
      'L1-database-alg-none',
      'L2-header-tenant-id',
      'L2-known-id',
      'L6-api-read-rows-by-their-full-name',
    ]
    const attacks = suiteAttacks.filter(({ id }) => ids.includes(id))
    const result = await run({ attacks, sabotage: faultsOf(LAX_REQUEST_WALLS) })
    const came = Object.fromEntries(result.results.map(({ attack, outcome }) => [attack.id, outcome.kind]))
    expect(came).toEqual({
      'L1-api-forged': 'leaked',
      'L1-database-alg-none': 'leaked',
      'L2-header-tenant-id': 'leaked',
      'L2-known-id': 'leaked',
      // The schema wall still stands.
      'L6-api-read-rows-by-their-full-name': 'refused',
    })
    expect(judgeSuite(result)).toBe('violated')
  },
)
