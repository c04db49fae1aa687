// npm test: installs what is missing, runs every test, and ends with the line "N passed, N failed".
// Arguments go to Vitest: npm test -- system/contracts
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './ensure-installed.mjs'
import { runChild } from './run-child.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const own = join(root, 'node_modules/.bin')
const EXIT_CRASHED = 70

const args = process.argv.slice(2)
// Some of all tests need a whole system; whoever names files knows which.
await ensureInstalled({ needs: args.length === 0 ? ['tools', 'system'] : ['tools'], name: 'npm test' })
const folder = mkdtempSync(join(tmpdir(), 'easyflow-test-'))
// As root, Postgres runs under an account of its own, which has to get at its folder in here.
chmodSync(folder, 0o711)
try {
  process.exitCode = await runTests(args)
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function runTests(args) {
  const countsFile = join(folder, 'counts.json')
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts/count-reporter.mjs')}`]
  const { exitStatus, leftBehind } = await runChild(
    join(own, 'node'),
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args],
    {
      cwd: root,
      env: {
        ...process.env,
        // What a test starts by the name "node" shall be the same Node.
        PATH: `${own}${delimiter}${process.env.PATH ?? ''}`,
        // Whatever a killed test leaves on disk goes with the folder.
        TMPDIR: folder,
        EASYFLOW_TEST_COUNTS: countsFile,
      },
    },
  )
  if (leftBehind && exitStatus < 128)
    console.error('easyflow: a test left processes running; they have been ended')
  const counts = readCounts(countsFile)
  if (counts === undefined) {
    console.error(
      `easyflow: the test run ended with exit status ${exitStatus} before it could count anything`,
    )
    return exitStatus === 0 ? EXIT_CRASHED : exitStatus
  }
  if (counts.skipped > 0) console.log(`${counts.skipped} skipped`)
  console.log(`${counts.passed} passed, ${counts.failed} failed`)
  return exitStatus === 0 && (leftBehind || counts.failed > 0) ? 1 : exitStatus
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
