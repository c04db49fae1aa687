import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { startTestSystem } from '../../system/test-support/start-test-system.ts'
import { allIsolationFaults } from './all-isolation-faults.ts'
import type { IsolationFault } from './isolation-fault.ts'
import { faultOf, type IsolationResult } from './isolation-result.ts'
import { runIsolationFaults } from './run-isolation-faults.ts'

/** One of each class; `npm run isolation-faults` makes all of them. */
const SAMPLE = ['A2', 'A5', 'C8x', 'C30', 'B1', 'B2', 'B3c', 'C1', 'C2', 'C9', 'C9s', 'C24', 'C10', 'D1']
let system: RunningSystem

beforeAll(async () => {
  system = await startTestSystem()
}, 180_000)
afterAll(() => system.stop())

const run = async (faults: readonly IsolationFault[]): Promise<readonly IsolationResult[]> => {
  const signal = AbortSignal.timeout(110_000)
  return (await runIsolationFaults({ system, faults, signal, onResult: () => undefined })).results
}

test(
  'one fault of each class: refused or found in time, and no control is named',
  { timeout: 120_000 },
  async () => {
    const results = await run(allIsolationFaults.filter(({ id }) => SAMPLE.includes(id)))
    expect(results).toHaveLength(SAMPLE.length)
    expect(results.flatMap((result) => (faultOf(result) === undefined ? [] : [result]))).toEqual([])
    // What leaks on purpose does, so the attacks can succeed.
    const leaking = results.filter(({ leaks }) => leaks.length > 0).map(({ fault }) => fault.id)
    expect(leaking).toEqual(expect.arrayContaining(['A2', 'A5', 'C8x', 'C1', 'C2', 'C9s', 'C24', 'C10']))
  },
)

test('a copy of a row in another tenant’s own table, which no catalogue shows: a leak that nobody found', async () => {
  const [mixed] = await run([
    {
      id: 'X0',
      title: 'the canary stands in a workflow of acme',
      design: 'S',
      source: 'ours',
      inject: [
        `insert into tenant_acme.workflows select 'acme', 'mixed', 1, jsonb_build_object('steps', note) from tenant_globex.customers where note like 'canary%'`,
      ],
      heal: ["delete from tenant_acme.workflows where name = 'mixed'"],
      attacks: [{ on: ['api'], statements: ["select tenant_acme_api.list_workflows('{{token}}')"] }],
    },
  ])
  expect(mixed).toMatchObject({ leaks: ["api: globex's canary"], findings: [] })
  expect(mixed === undefined ? undefined : faultOf(mixed)).toBe('LEAK UNFOUND')
})
