// Runs every check that takes too long for CI, one after another, and prints what each came to:
//
//   npm run verify:full [-- --only token-fuzz,crash-test] [-- --list] [-- --write]
//
// --write leaves docs/evidence/verify-full.md, and has the checks that have a page of evidence write theirs.
// Exits with 0 when all hold, 1 when one is violated, 2 when none is violated and one could not be judged.
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCode } from '../system/contracts/exit-code.ts'
import { runChild } from './run-child.mjs'
import { longChecks, type LongCheck } from './verify-full/long-checks.ts'
import { renderEvidence } from './verify-full/render-evidence.ts'
import { exitStatusOf, renderOutcomes, runChecks, type Ending } from './verify-full/run-checks.ts'

const EVIDENCE = 'docs/evidence/verify-full.md'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
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
const circumstances = {
  revision: readRevision(),
  startedAt: new Date(),
  loadBefore: loadavg()[0] ?? Number.NaN,
  machine: `${String(availableParallelism())} processors, Node ${process.versions.node}`,
}
const outcomes = await runChecks(
  longChecks.filter(({ name }) => wanted?.includes(name) ?? true),
  runOne,
)
console.log(`\n${renderOutcomes(outcomes)}`)
if (values.write) await writeFile(join(root, EVIDENCE), renderEvidence(outcomes, circumstances))
process.exit(exitStatusOf(outcomes))

async function runOne(check: LongCheck): Promise<Ending> {
  const command =
    values.write && check.writes !== undefined ? [...check.command, ...check.writes] : check.command
  console.log(`\n== ${check.name}: ${check.promise}\n   ${command.join(' ')}\n`)
  const [program = '', ...args] = command
  let output = ''
  const onOutput = (text: string): void => void (output += text)
  const { exitStatus } = await runChild(program, args, { cwd: root, onOutput })
  return { exitStatus, output }
}

/** The commit of this checkout, with "+" when something is changed; "unknown" where there is no git. */
function readRevision(): string {
  const args = ['describe', '--always', '--abbrev=12', '--exclude=*', '--dirty=+']
  const { stdout, status } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : 'unknown'
}

function namesOf(): readonly string[] {
  return longChecks.map(({ name }) => name)
}
