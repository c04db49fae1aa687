import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { RunningSystem } from '../system/contracts/running-system.ts'
import { dataSchemaOf } from '../system/contracts/names.ts'
import { startTestSystem } from '../system/test-support/start-test-system.ts'
import { openAccess, type SystemAccess } from './access/open-access.ts'
import { countIntended, readUnhealed } from './history/ledger.ts'
import { eventsOf } from './history/history-event.ts'
import { createRunDirectory } from './history/run-directory.ts'
import { runScenario } from './run-scenario.ts'
import type { Scenario } from './scenario/scenario.ts'
import { loadScenarios } from './scenario/load-scenarios.ts'
import { GLOBEX } from './tenant-option.ts'

let system: RunningSystem
let access: SystemAccess
let base: Scenario

beforeAll(async () => {
  system = await startTestSystem()
  access = await openAccess(system)
  const found = (await loadScenarios()).find(({ name }) => name === 'rls-disabled')
  if (found === undefined) throw new Error('There is no such scenario')
  base = found
}, 180_000)
afterAll(async () => {
  await access.close()
  await system.stop()
})

interface Ending {
  readonly message: string
  readonly elapsedMs: number
  readonly intended: number
  readonly unhealed: readonly unknown[]
}

/** Runs what is not going to come to its end. */
async function runInVain(scenario: Scenario): Promise<Ending> {
  const path = join(await mkdtemp(join(tmpdir(), 'easyflow-given-up-')), 'run')
  onTestFinished(() => rm(join(path, '..'), { recursive: true, force: true }))
  const facts = { commandLine: [], revision: 'test', seed: 1, instance: 'test', versions: {} }
  const directory = await createRunDirectory(path, { ...facts, scenario: scenario.name })
  const startedAt = performance.now()
  const options = { system, scenario, directory, seed: 1, onProgress: () => undefined }
  const message = await runScenario({ ...options, signal: new AbortController().signal }).then(
    ({ outcome }) => `it came to an end: ${outcome}`,
    () => eventsOf(directory.history.events, 'run-ended')[0]?.reason ?? 'no reason',
  )
  await directory.close()
  return {
    message,
    elapsedMs: performance.now() - startedAt,
    intended: await countIntended(path),
    unhealed: await readUnhealed(path),
  }
}

const countOpen = async (): Promise<unknown> => {
  const [row] = await access.admin.rows(
    `select count(*)::int as open from pg_class
     where relnamespace = $1::regnamespace and relkind = 'r' and not relrowsecurity`,
    [dataSchemaOf(GLOBEX)],
  )
  return row?.['open']
}

test('a lock on what the harness itself reads: given up when its budget is over, and everything is healed', async () => {
  const budgetMs = 7000
  const { message, elapsedMs, intended, unhealed } = await runInVain({
    ...base,
    disturbances: [
      { fault: 'disable-row-security', tenant: GLOBEX },
      { fault: 'lock-table', tenant: GLOBEX, table: 'effects' },
    ],
    acts: [
      {
        title: 'whoever counts effects waits',
        attacks: [
          {
            attack: 'submit-executions',
            tenant: GLOBEX,
            name: 'waiting',
            mode: 'balanced',
            title: 'globex asks for one',
            expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
          },
          {
            attack: 'look-at-executions',
            tenant: GLOBEX,
            name: 'waiting',
            title: 'the harness looks at it',
            expect: { refusedBy: 'none', answer: /./ },
          },
        ],
      },
    ],
    budgetMs,
  })

  expect(message).toContain(`Given up after its ${budgetMs} ms: `)
  expect({ intended, unhealed }).toEqual({ intended: 2, unhealed: [] })
  expect(elapsedMs).toBeLessThan(budgetMs + 5000)
  expect(await countOpen()).toBe(0)
}, 60_000)

test('a fault that cannot be healed before another one is: healed after it', async () => {
  const { message, intended, unhealed } = await runInVain({
    ...base,
    // Injected while there is no database, and healed first.
    disturbances: [{ fault: 'kill-database' }, { fault: 'disable-row-security', tenant: GLOBEX }],
  })

  expect(message).toContain('08006')
  expect({ intended, unhealed }).toEqual({ intended: 2, unhealed: [] })
  expect(await countOpen()).toBe(0)
}, 60_000)
