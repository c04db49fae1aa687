import { parseArgs } from 'node:util'
import { exitCode } from '../../system/contracts/exit-code.ts'
import { phases } from './plan-rounds.ts'
import { runCrashTest } from './run-crash-test.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    moments: { type: 'string', default: '30' },
    only: { type: 'string' },
  },
})
const only = phases.find((phase) => phase === values.only)
const [seed, moments] = [Number(values.seed), Number(values.moments)]
if (!Number.isInteger(seed) || !(moments > 0) || (values.only !== undefined && only === undefined)) {
  console.error(`Usage: npm run crash-test -- [--seed n] [--moments n] [--only ${phases.join('|')}]`)
  process.exit(exitCode.usage)
}
try {
  const isGood = await runCrashTest({ seed, moments, only, print: (text) => console.log(text) })
  process.exit(isGood ? exitCode.holds : exitCode.violated)
} catch (error) {
  // Nothing was found: it did not get to its end.
  console.error(error)
  process.exit(exitCode.crashed)
}
