// Runs every check that takes too long for CI, one after another, and prints what each came to:
//
//   npm run verify:full [-- --only token-fuzz,crash-test] [-- --list]
//
// Exits with 0 when all hold, 1 when one is violated, 2 when none is violated and one could not be judged.
import { parseArgs } from 'node:util'
import { resolve } from 'node:path'
import { exitCode } from '../system/contracts/exit-code.ts'
import { runChild } from './run-child.mjs'
import { longChecks } from './verify-full/long-checks.ts'
import { exitStatusOf, renderOutcomes, runChecks } from './verify-full/run-checks.ts'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: { only: { type: 'string' }, list: { type: 'boolean', default: false } },
})
const wanted = values.only?.split(',')
const unknown = wanted?.filter((name) => !longChecks.some((check) => check.name === name)) ?? []
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(', ')}. There are: ${namesOf().join(', ')}`)
  process.exit(exitCode.usage)
}
if (values.list) {
  for (const { name, minutes, promise } of longChecks) console.log(`${name} (${minutes} min): ${promise}`)
  process.exit(exitCode.ok)
}
const outcomes = await runChecks(
  longChecks.filter(({ name }) => wanted?.includes(name) ?? true),
  async (check) => {
    console.log(`\n== ${check.name}: ${check.promise}\n   ${check.command.join(' ')}\n`)
    const [program = '', ...args] = check.command
    return (await runChild(program, args, { cwd: root })).exitStatus
  },
)
console.log(`\n${renderOutcomes(outcomes)}`)
process.exit(exitStatusOf(outcomes))

function namesOf(): readonly string[] {
  return longChecks.map(({ name }) => name)
}
