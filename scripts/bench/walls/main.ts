// Measures what the walls cost: the system as it ships beside the same code with row security, token check and
// access lists removed, in turns; docs/benchmarks.md says how to read it.
//
//   npm run bench-walls -- [--rounds 5] [--executions 1000] [--seconds 5] [--each] [--profile dir]
//
// Exits with 0 when the goal is met, 1 when it is not, 2 when the machine was too busy to say.
import { appendFile, mkdir } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCode, type ExitCode } from '../../../system/contracts/exit-code.ts'
import type { Measurement } from '../measurement.ts'
import { waitForQuiet } from '../wait-for-quiet.ts'
import { contestantsOf } from './contestants.ts'
import { judgePrice } from './judge-price.ts'
import { renderPrice } from './render-price.ts'
import { startContestant, type StartedContestant } from './start-contestant.ts'
import { takeTurn, type Turn } from './take-turn.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    executions: { type: 'string', default: '1000' },
    /** Of each system, beside the demo's three. The more, the more of the processors goes into what is not an execution. */
    tenants: { type: 'string', default: '10' },
    /** How long latency is measured in each turn. */
    seconds: { type: 'string', default: '5' },
    /** Executions before anything counts: every connection has to plan every tenant's functions once. */
    'warm-up': { type: 'string', default: '1500' },
    'quiet-limit-ms': { type: 'string', default: '20000' },
    /** Also the system with one wall removed, for each wall. */
    each: { type: 'boolean', default: false },
    /** A directory for processor profiles of api and worker. Profiling costs some speed. */
    profile: { type: 'string' },
    /** Every measurement is added to this file, a line of JSON each. */
    out: { type: 'string', default: 'out/bench-walls.jsonl' },
  },
  strict: true,
})
process.exit(await main())

async function main(): Promise<ExitCode> {
  const { idle } = await waitForQuiet(Number(values['quiet-limit-ms']))
  console.log(`load average ${loadavg()[0]?.toFixed(2) ?? '?'}, idle before ${(idle * 100).toFixed(0)} %`)
  await mkdir(dirname(values.out), { recursive: true })
  const started: StartedContestant[] = []
  try {
    for (const contestant of contestantsOf(values.each)) {
      const startedAt = performance.now()
      const one = await startContestant(contestant, {
        tenants: Number(values.tenants),
        ...(values.profile === undefined ? {} : { profile: resolve(values.profile) }),
      })
      started.push(one)
      console.error(`${contestant.name}: started in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
      console.log(`\n${contestant.name}, as found before it is measured:`)
      for (const { what, isRefused } of one.attempts) {
        console.log(`  ${isRefused ? 'refused ' : 'let pass'}  ${what}`)
      }
    }
    const measured = await measureAll(started)
    const judgement = judgePrice(measured)
    console.log(renderPrice(measured, judgement))
    return exitCode[judgement.outcome]
  } finally {
    await Promise.all(started.map((one) => one.stop()))
  }
}

/** The order turns round with every round, so that none is always the one after another. */
async function measureAll(started: readonly StartedContestant[]): Promise<readonly Measurement[]> {
  for (const one of started) await measure(one, started, warmUp(Number(values['warm-up'])))
  const measured: Measurement[] = []
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const turn: Turn = { round, executions: Number(values.executions), seconds: Number(values.seconds) }
    for (const one of round % 2 === 1 ? started : started.toReversed()) {
      measured.push(await measure(one, started, turn))
    }
  }
  return measured
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
