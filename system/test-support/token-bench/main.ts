// Measures what the check of a token costs, in microseconds, for the api's verifier and the database's:
//
//   npm run bench-tokens -- [--rounds 9] [--tokens 200]
//
// Rounds are interleaved: every figure is taken in every round. A figure is the mean of a round's tokens.
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { exitCode } from '../../contracts/exit-code.ts'
import { openBenchGround, type BenchGround } from './open-bench-ground.ts'
import { measureApi, measureDatabase, type Figures } from './measure.ts'
import { renderBench } from './render-bench.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, tokens: { type: 'string', default: '200' } },
})
const [rounds, tokens] = [Number(values.rounds), Number(values.tokens)]
if (!(rounds > 0) || !(tokens > 0)) {
  console.error('Usage: npm run bench-tokens -- [--rounds n] [--tokens n]')
  process.exit(exitCode.usage)
}
process.exit(
  await main().catch((error: unknown) => {
    console.error(error)
    return exitCode.crashed
  }),
)

async function main(): Promise<number> {
  const ground = await openBenchGround(randomBytes(12).toString('hex'))
  try {
    await measureAll(ground, 50)
    const measured: Figures[] = []
    for (let round = 1; round <= rounds; round += 1) measured.push(await measureAll(ground, tokens))
    console.log(renderBench(measured))
    console.log(
      `\n${String(rounds)} rounds of ${String(tokens)} tokens; the first one, not counted, warms up.`,
    )
    return exitCode.ok
  } finally {
    await ground.close()
  }
}

async function measureAll(ground: BenchGround, count: number): Promise<Figures> {
  const figures: Record<string, number> = {}
  for (const bits of ground.sizes) {
    const made = ground.createTokens(bits, count)
    for (const [name, us] of Object.entries(await measureDatabase(ground.database, made))) {
      figures[`database: ${name}, ${String(bits)} bits`] = us
    }
    for (const [name, us] of Object.entries(await measureApi(ground.verify, made))) {
      figures[`api: ${name}, ${String(bits)} bits`] = us
    }
  }
  return figures
}
