// Measures EasyFlow beside its peers, in interleaved rounds, and prints one table; docs/benchmarks.md says how
// to prepare the peers and how to read it. Exits with 1 when something could not be measured.
//
//   npm run bench -- --peers <directory> [--rounds 3] [--executions 5000] [--seconds 10]
import { appendFile, mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Measurement } from './measurement.ts'
import { renderTable } from './render-table.ts'
import { runEasyFlow, runPeer, type RoundOptions } from './run-round.ts'

const { values } = parseArgs({
  options: {
    peers: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    executions: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '10' },
    'quiet-limit-ms': { type: 'string', default: '20000' },
    /** Which, and in which order, parted by commas. */
    contestants: { type: 'string', default: 'floor-1,graphile,easyflow' },
    tests: { type: 'string', default: 'C,B' },
    /** Every measurement is added to this file, a line of JSON each. */
    out: { type: 'string', default: 'out/bench.jsonl' },
    /** A directory for processor profiles of EasyFlow's api and worker. Profiling costs some speed. */
    profile: { type: 'string' },
    /** Settings of EasyFlow's api and worker to try: NAME=value, as often as wanted. */
    api: { type: 'string', multiple: true, default: [] },
    worker: { type: 'string', multiple: true, default: [] },
  },
  strict: true,
})
process.exitCode = await main()

async function main(): Promise<number> {
  if (values.peers === undefined) {
    console.error('Say --peers <directory>: a copy of the peers, prepared as docs/benchmarks.md says')
    return 64
  }
  const options: RoundOptions = {
    peers: resolve(values.peers),
    executions: Number(values.executions),
    seconds: Number(values.seconds),
    quietLimitMs: Number(values['quiet-limit-ms']),
    api: values.api,
    worker: values.worker,
    ...(values.profile === undefined ? {} : { profile: resolve(values.profile) }),
  }
  await mkdir(dirname(values.out), { recursive: true })
  const measured: Measurement[] = []
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const { label, test } of turns()) {
      const measurement = await measure(options, label, test, round)
      measured.push(measurement)
      await appendFile(values.out, `${JSON.stringify(measurement)}\n`)
      console.error(JSON.stringify(measurement))
    }
  }
  console.log(renderTable(measured))
  return measured.some(({ error, stuck = 0 }) => error !== undefined || stuck > 0) ? 1 : 0
}

/** One round. EasyFlow is reached by HTTP only: test B, which goes round it, is nothing it could take. */
function turns(): readonly { readonly label: string; readonly test: Measurement['test'] }[] {
  const tests = (['C', 'B'] as const).filter((test) => values.tests.split(',').includes(test))
  return values.contestants
    .split(',')
    .flatMap((label) =>
      label === 'easyflow' ? [{ label, test: 'C' as const }] : tests.map((test) => ({ label, test })),
    )
}

async function measure(
  options: RoundOptions,
  label: string,
  test: Measurement['test'],
  round: number,
): Promise<Measurement> {
  try {
    if (label === 'easyflow') return await runEasyFlow(options, round)
    return await runPeer(options, test, label, round)
  } catch (error) {
    return { test, label, round, error: error instanceof Error ? error.message : String(error) }
  }
}
