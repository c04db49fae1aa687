import { dataSchemaOf, functionSchemaOf, topicOf } from '../../system/contracts/names.ts'
import { openTokenProbe } from '../probes/kafka-probe.ts'
import { sendHttp, sendSql } from './carriers.ts'
import { writeGoodToken } from './families/token-variant.ts'
import type { Bench } from './open-bench.ts'
import type { SuiteLayer } from './suite-attack.ts'
import type { ControlResult } from './suite-result.ts'

interface Control {
  readonly layer: SuiteLayer
  readonly title: string
  /** What was seen, and whether it is what it should be. */
  readonly check: (
    bench: Bench,
    signal: AbortSignal,
  ) => Promise<readonly [outcome: string, isAsExpected: boolean]>
}

/** The positive controls: the owner can do what the attacks try, by the same way. One that fails leaves all unknown. */
export async function checkControls(bench: Bench, signal: AbortSignal): Promise<readonly ControlResult[]> {
  const results: ControlResult[] = []
  for (const { layer, title, check } of controls) {
    try {
      const [outcome, isAsExpected] = await check(bench, signal)
      results.push({ layer, title, outcome, isAsExpected })
    } catch (error) {
      const outcome = error instanceof Error ? error.message : String(error)
      results.push({ layer, title, outcome, isAsExpected: false })
    }
  }
  return results
}

const LIST = 'list_executions($1, \'{"limit": 20}\') as answer'

const controls: readonly Control[] = [
  {
    layer: 'L1',
    title: 'a token of the form that all the spoilt ones have, right in everything: the api shows the canary',
    check: async (bench, signal) => {
      const call = { method: 'GET', path: '/executions?limit=20', token: writeGoodToken(bench) } as const
      const met = await sendHttp(bench, call, signal)
      return [met.answer, met.text.includes(bench.canary)]
    },
  },
  {
    layer: 'L1',
    title: 'the same at the database',
    check: async (bench) => {
      const statement = `select ${functionSchemaOf(bench.victim)}.${LIST}`
      const met = await sendSql(bench, { login: 'api', statement, values: [writeGoodToken(bench)] })
      return [met.answer, met.text.includes(bench.canary)]
    },
  },
  {
    layer: 'L1',
    title: "the same at the broker: it shows the owner's topic",
    check: async (bench) => {
      const probe = await openTokenProbe(bench.access.addresses.clientBroker, writeGoodToken(bench))
      try {
        const end = await probe.endOffset(topicOf(bench.victim))
        return [`the topic ends at ${end}`, end > 0]
      } finally {
        await probe.close()
      }
    },
  },
  {
    layer: 'L2',
    title: 'the owner reads the execution by its id',
    check: async (bench, signal) => {
      const call = {
        method: 'GET',
        path: `/executions/${bench.victimExecution}`,
        token: bench.victimToken,
      } as const
      const met = await sendHttp(bench, call, signal)
      return [met.answer, met.text.includes(bench.canary)]
    },
  },
  {
    layer: 'L6',
    title: 'a superuser sees the canary among the rows',
    check: async ({ access, victim, canary }) => {
      const rows = await access.admin.rows(
        `select input::text from ${dataSchemaOf(victim)}.workflow_executions`,
      )
      return [`${rows.length} rows`, JSON.stringify(rows).includes(canary)]
    },
  },
]
