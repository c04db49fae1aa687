// Measures what the walls cost: the system as it ships beside the same code with row security, token check and
// access lists removed, in turns; docs/benchmarks.md says how to read it.
//
//   npm run bench-walls -- [--rounds 10] [--executions 300] [--seconds 2] [--each] [--write] [--profile dir]
//
// Exits with 0 when the goal is met, 1 when it is not, 2 when the machine was too busy to say.
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCode, type ExitCode } from '../../../system/contracts/exit-code.ts'
import type { Measurement } from '../measurement.ts'
import { waitForQuiet } from '../wait-for-quiet.ts'
import { contestantsOf } from './contestants.ts'
import { judgePrice } from './judge-price.ts'
import { readRevision } from './read-revision.ts'
import { renderPage } from './render-page.ts'
import { renderPrice, type MeasuredPrice } from './render-price.ts'
import { startContestant, type StartedContestant } from './start-contestant.ts'
import { takeTurn, type Turn } from './take-turn.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    /** In each turn. Short turns: the machine is not as fast in one minute as in the next. */
    executions: { type: 'string', default: '300' },
    /** Of each system, beside the demo's three. The more, the more of the processors goes into what is not an execution. */
    tenants: { type: 'string', default: '10' },
    /** How long latency is measured in each turn. */
    seconds: { type: 'string', default: '2' },
    /** Executions before anything counts: every connection has to plan every tenant's functions once. */
    'warm-up': { type: 'string', default: '1500' },
    'quiet-limit-ms': { type: 'string', default: '20000' },
    /** Also the system with one wall removed, for each wall. */
    each: { type: 'boolean', default: false },
    /** Renews docs/evidence/walls-price.md, unless the machine was too busy to say. */
    write: { type: 'boolean', default: false },
    /** A directory for processor profiles of api and worker. Profiling costs some speed. */
    profile: { type: 'string' },
    /** Every measurement is added to this file, a line of JSON each. */
    out: { type: 'string', default: 'out/bench-walls.jsonl' },
  },
  strict: true,
})
const PAGE = join(import.meta.dirname, '../../../docs/evidence/walls-price.md')
/** Half a token's life. Between two rounds they are renewed, for all contestants, and used once. */
const TOKENS_USED_MS = 150_000
const RENEWED_WITHIN_MS = 30_000
process.exit(await main())

async function main(): Promise<ExitCode> {
  const { idle } = await waitForQuiet(Number(values['quiet-limit-ms']))
  const before = { at: new Date(), load: loadavg()[0] ?? NaN, idle, revision: await readRevision() }
  console.error(`load average ${before.load.toFixed(2)}, idle ${(idle * 100).toFixed(0)} %`)
  await mkdir(dirname(values.out), { recursive: true })
  const started: StartedContestant[] = []
  try {
    for (const contestant of contestantsOf(values.each)) {
      const startedAt = performance.now()
      started.push(await startContestant(contestant, startOptions()))
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
      console.error(`${contestant.name}: started in ${seconds} s, and its walls are as they should be`)
    }
    const price = await measureAll(started)
    const judgement = judgePrice(price.measured)
    const text = renderPrice(price, judgement)
    console.log(text)
    if (values.write && judgement.outcome !== 'unknown') {
      const line = `npm run bench-walls -- --rounds ${values.rounds} --executions ${values.executions} --tenants ${values.tenants} --seconds ${values.seconds}${values.each ? ' --each' : ''} --write`
      await writeFile(PAGE, renderPage({ before, processors: cpus().length, line, started, text }))
    }
    return exitCode[judgement.outcome]
  } finally {
    await Promise.all(started.map((one) => one.stop()))
  }
}

function startOptions(): Parameters<typeof startContestant>[1] {
  const tenants = Number(values.tenants)
  return values.profile === undefined ? { tenants } : { tenants, profile: resolve(values.profile) }
}

/** The order turns round with every round, so that none is always the one after another. */
async function measureAll(started: readonly StartedContestant[]): Promise<MeasuredPrice> {
  const cold: Measurement[] = []
  for (const one of started) cold.push(await measure(one, started, warmUp(Number(values['warm-up']))))
  const measured: Measurement[] = []
  let renewedAt = -Infinity
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    if (performance.now() - renewedAt > TOKENS_USED_MS) {
      for (const one of started) await renewTokens(one)
      renewedAt = performance.now()
    }
    const turn: Turn = { round, executions: Number(values.executions), seconds: Number(values.seconds) }
    for (const one of round % 2 === 1 ? started : started.toReversed()) {
      measured.push(await measure(one, started, turn))
    }
  }
  return { measured, cold }
}

async function renewTokens({ load, log, tenants }: StartedContestant): Promise<void> {
  await load.renewTokens()
  const before = log.count()
  await load.submitAll(2 * tenants.length)
  await log.waitFor(before + 2 * tenants.length, RENEWED_WITHIN_MS)
}

function warmUp(executions: number): Turn {
  return { round: 0, executions, seconds: 0 }
}

async function measure(
  one: StartedContestant,
  started: readonly StartedContestant[],
  turn: Turn,
): Promise<Measurement> {
  const resting = started.filter((other) => other !== one)
  const measurement = await takeTurn(one, resting, turn)
  await appendFile(values.out, `${JSON.stringify(measurement)}\n`)
  const { execPerS, cpuMsPerExec, foreignCpuPct } = measurement
  console.error(
    `${turn.round === 0 ? 'warm-up' : `round ${String(turn.round)}`}, ${measurement.label}: ${String(execPerS)}/s, ${String(cpuMsPerExec)} ms CPU each, others ${String(foreignCpuPct)} %`,
  )
  return measurement
}
