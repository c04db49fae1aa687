// Asks the api's verifier, the database's and, of the first tokens, a real broker about mutated tokens:
//
//   npm run fuzz-tokens -- [--seed 1] [--count 10000] [--broker 500]
//
// Exits with 0 when all agree and none takes long, 1 when not; then it prints the smallest token of each kind of
// disagreement.
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { exitCode } from '../../contracts/exit-code.ts'
import { measureTokens } from './measure-tokens.ts'
import { openFuzzGround } from './open-fuzz-ground.ts'
import { planMutants, type Mutant } from './plan-mutants.ts'
import { renderDisagreement, renderFuzz } from './render-fuzz.ts'
import { findTooSlow, renderTimes } from './render-times.ts'
import { judgeAll, runFuzz, type FuzzParties, type Judged } from './run-fuzz.ts'
import { createSlowTokens } from './slow-tokens.ts'
import { shrinkMutant } from './shrink-mutant.ts'
import { slowestMutants } from './slowest-mutants.ts'

/** So many disagreements are made smaller: most are of a few kinds. */
const LOOKED_AT_MAX = 100
/** Of the run's slowest, so many are measured again. */
const MEASURED_AGAIN = 20

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
    broker: { type: 'string', default: '0' },
  },
})
const [seed, count, first] = [Number(values.seed), Number(values.count), Number(values.broker)]
if (![seed, count, first].every((number) => Number.isInteger(number) && number >= 0) || count === 0) {
  console.error('Usage: npm run fuzz-tokens -- [--seed n] [--count n] [--broker n]')
  process.exit(exitCode.usage)
}
process.exit(await main())

async function main(): Promise<number> {
  const ground = await openFuzzGround({ password: randomBytes(12).toString('hex'), brokerFirst: first })
  try {
    const startedAt = performance.now()
    const judged = await runFuzz(planMutants(seed, count), ground.parties, (done) => {
      if (done % 1000 === 0) console.error(`${String(done)} of ${String(count)}`)
    })
    console.log(renderFuzz(judged))
    const wrong = judged.filter(({ disagreement }) => disagreement !== undefined)
    for (const text of await describeKinds(wrong, ground.parties)) console.log(`\n${text}`)
    const measured = await measureTokens(
      [
        ...slowestMutants(judged, ground.parties.keys, MEASURED_AGAIN),
        ...createSlowTokens(ground.parties.keys),
      ],
      ground.parties,
    )
    console.log(`\n${renderTimes(judged, measured)}`)
    const tooSlow = findTooSlow(measured).length
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    console.log(
      `\nseed ${values.seed}: ${String(count)} tokens, ${String(wrong.length)} disagreements, ${String(tooSlow)} too slow, ${seconds} s`,
    )
    return wrong.length === 0 && tooSlow === 0 ? exitCode.holds : exitCode.violated
  } finally {
    await ground.close()
  }
}

/** One of each kind: with the fewest changes that it takes. */
async function describeKinds(wrong: readonly Judged[], parties: FuzzParties): Promise<Iterable<string>> {
  const kinds = new Map<string, string>()
  for (const { mutant } of wrong.slice(0, LOOKED_AT_MAX)) {
    const isBad = async (one: Mutant): Promise<boolean> =>
      (await judgeAll([one], parties)).some(({ disagreement }) => disagreement !== undefined)
    for (const one of await judgeAll([await shrinkMutant(mutant, isBad)], parties)) {
      const kind = [one.disagreement, ...one.mutant.edits.map(({ edit }) => edit.name)].join()
      kinds.set(kind, renderDisagreement(one))
    }
  }
  return kinds.values()
}
