// npm run check: all that CI runs, in CI's order. Stops at the first check that fails and says which.
// The tests come last, so that the last line is theirs.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './ensure-installed.mjs'
import { runChild } from './run-child.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const own = join(root, 'node_modules/.bin')
const isCi = process.env.CI === 'true'

await ensureInstalled()
const shellFiles = findShellFiles()
const checks = [
  { name: 'format', remedy: 'npm run format', command: tool('prettier', '--check', '--log-level=warn', '.') },
  { name: 'types', command: tool('tsc', '--noEmit') },
  { name: 'lint', command: tool('oxlint', '--type-aware', '--deny-warnings') },
  {
    name: 'fence',
    remedy: 'docs/decisions/0004-node-and-tools.md says who may import whom',
    command: tool('depcruise', '--config', '.dependency-cruiser.cjs', ...codeFolders()),
  },
  {
    name: 'lock',
    command: [join(own, 'node'), join(root, 'scripts/complete-lock.mjs'), '--check'],
  },
  { name: 'shellcheck', isOptional: true, command: ['shellcheck', '--external-sources', ...shellFiles] },
  { name: 'shfmt', isOptional: true, command: ['shfmt', '--indent', '2', '--diff', ...shellFiles] },
  { name: 'tests', command: [join(own, 'node'), join(root, 'scripts/test.mjs')] },
]

for (const check of checks) {
  process.exitCode = await runCheck(check)
  if (process.exitCode !== 0) break
}

async function runCheck({ name, command, remedy, isOptional = false }) {
  const [program = '', ...args] = command
  if (isOptional && !isAvailable(program)) {
    console.error(`${name}: ${program} is not installed${isCi ? '' : ', skipped here, run by CI'}`)
    return isCi ? 69 : 0
  }
  const startedAt = performance.now()
  const { exitStatus } = await runChild(program, args, { cwd: root })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (name !== 'tests') console.error(`${name}: ${exitStatus === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
  if (exitStatus !== 0 && remedy !== undefined) console.error(`${name}: see or run: ${remedy}`)
  return exitStatus
}

/** Tools are started through the Node they were chosen for, whatever Node runs this file. */
function tool(name, ...args) {
  return [join(own, 'node'), join(own, name), ...args]
}

function isAvailable(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}

function codeFolders() {
  return ['bin', 'chaos', 'practice', 'scenarios', 'scripts', 'system'].filter(
    (folder) => list(folder).length > 0,
  )
}

function findShellFiles() {
  return list('.').filter((file) => {
    if (file.endsWith('.sh')) return true
    return (
      !/\.\w+$/.test(file) && /^#!.*\b(ba)?sh\b/.test(readFileSync(join(root, file), 'utf8').slice(0, 80))
    )
  })
}

/** What git knows or would take in: nothing ignored, nothing generated. */
function list(folder) {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '-z', folder]
  const { stdout, status } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error('git ls-files failed; is this a checkout?')
  return stdout.split('\0').filter((file) => file !== '')
}
