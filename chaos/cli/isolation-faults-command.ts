import { writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { readRevision } from '../history/read-revision.ts'
import { RUNS } from '../history/open-run.ts'
import { allIsolationFaults } from '../isolation-faults/all-isolation-faults.ts'
import type { IsolationFault } from '../isolation-faults/isolation-fault.ts'
import { faultOf, sumUp } from '../isolation-faults/isolation-result.ts'
import { renderIsolationResult, renderIsolationSums } from '../isolation-faults/render-isolation-lines.ts'
import { renderIsolationMarkdown } from '../isolation-faults/render-isolation-markdown.ts'
import { runIsolationFaults } from '../isolation-faults/run-isolation-faults.ts'
import type { Screen } from '../terminal/screen.ts'
import { catchInterrupt } from './catch-interrupt.ts'
import { openRunSystem } from './open-run-system.ts'
import { UsageError } from './usage-error.ts'

const EVIDENCE = join(resolve(import.meta.dirname, '../..'), 'docs/evidence/isolation-faults.md')

/** Long enough for forty questions of the watch. */
const REST_MS = 10_000

/** Makes every known misconfiguration of the database, attacks through it, and sees whether the audit names it. */
export const isolationFaultsCommand = {
  usage: 'npm run isolation-faults [-- --write] [ID...]',
  purpose: 'makes every known fault of isolation in Postgres: who refuses, and does the audit name it',
  async run(args: readonly string[], screen: Screen): Promise<ExitCode> {
    const { faults, write } = parse(args)
    const interrupt = catchInterrupt((line) => console.error(line))
    screen.say(`Starting a system of its own; ${faults.length} faults are made in it, one after the other`)
    const { system, close } = await openRunSystem({
      instance: undefined,
      out: RUNS,
      signal: interrupt.signal,
    })
    const startedAt = performance.now()
    let outcome: Awaited<ReturnType<typeof runIsolationFaults>>
    try {
      outcome = await runIsolationFaults({
        system,
        faults,
        signal: interrupt.signal,
        restMs: REST_MS,
        onResult: (result) => screen.show(renderIsolationResult(result, screen.page)),
      })
    } catch (error) {
      if (!interrupt.signal.aborted) throw error
      return exitCode.interrupted
    } finally {
      await close()
    }
    const { results, cost } = outcome
    const sums = sumUp(results)
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    screen.show(renderIsolationSums(sums, cost, screen.page))
    if (write)
      await writeFile(
        EVIDENCE,
        renderIsolationMarkdown(results, sums, { ...(await describeRun(seconds)), cost }),
      )
    return results.some((result) => faultOf(result) !== undefined) ? exitCode.violated : exitCode.holds
  },
} as const

const describeRun = async (seconds: number) => ({
  revision: await readRevision(),
  date: new Date().toISOString().slice(0, 16).replace('T', ' '),
  seconds,
  load: (loadavg()[0] ?? 0).toFixed(1),
})

function parse(args: readonly string[]): {
  readonly faults: readonly IsolationFault[]
  readonly write: boolean
} {
  let parsed
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { write: { type: 'boolean', default: false } },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
  const { values, positionals } = parsed
  const unknown = positionals.filter((id) => !allIsolationFaults.some((fault) => fault.id === id))
  if (unknown.length > 0)
    throw new UsageError(
      `there is no fault ${unknown.join(', ')}; there are ${allIsolationFaults.map(({ id }) => id).join(' ')}`,
    )
  const faults = allIsolationFaults.filter(({ id }) => positionals.length === 0 || positionals.includes(id))
  if (values.write && positionals.length > 0) throw new UsageError('--write is for all of them')
  return { faults, write: values.write }
}
