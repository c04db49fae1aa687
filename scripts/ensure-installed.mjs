// Installs the npm packages when package-lock.json asks for others than are there. Says nothing when it
// does not. Runs on the machine's own Node (20 or newer) with nothing installed, hence plain JavaScript.
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSituation } from '../system/runtime/requirements/build-situation.mjs'
import { checkRequirements } from '../system/runtime/requirements/check-requirements.mjs'
import { describeMissing } from '../system/runtime/requirements/describe-missing.mjs'
import { readInstallation } from '../system/runtime/requirements/read-installation.mjs'
import { takeInstallLock } from './install-lock.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const modules = join(root, 'node_modules')
const ownNode = join(modules, '.bin/node')
const stampFile = join(modules, '.easyflow-installed')
const EXIT_UNAVAILABLE = 69
const KEPT_OUTPUT_CHARACTERS = 16_000

const NPM_CI = [
  'ci',
  '--include=dev',
  '--include=optional',
  '--ignore-scripts=false',
  '--no-audit',
  '--no-fund',
]

/** npm's own values would let a lost network go unnoticed for two minutes. */
const PATIENCE = {
  npm_config_fetch_retries: '2',
  npm_config_fetch_retry_mintimeout: '1000',
  npm_config_fetch_retry_maxtimeout: '5000',
}

/** Why npm may have failed, by what it printed, and what helps. */
const remedies = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|EHOSTUNREACH/,
    'The package registry cannot be reached. Check the network (or proxy), then run the same command again.',
  ],
  [
    /can only install packages when your package\.json/,
    'package-lock.json does not fit package.json. Run "npm install" and commit both.',
  ],
  [/EACCES|EPERM|EROFS/, 'npm may not write here. Check who owns the checkout and node_modules.'],
  [/ENOSPC/, 'The disk is full. Make room, then run the same command again.'],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/,
    'Give npm the certificate authority of your proxy: npm config set cafile FILE',
  ],
]

/**
 * Resolves once the packages of package-lock.json are there. Before anything is fetched or made, it looks
 * whether what they are wanted for can run here at all. Ends the process with 69 when one or the other is not
 * so.
 *
 * @param {{ needs?: readonly ('tools' | 'system')[], name?: string }} [options] what else has to be there,
 *   and who says so
 */
export async function ensureInstalled({ needs = ['tools'], name = 'easyflow' } = {}) {
  if (!existsSync(join(root, 'package-lock.json')))
    fail('There is no package-lock.json.', 'Get a whole checkout.')
  const findings = await checkRequirements(buildSituation(process.env), needs)
  const missing = describeMissing(findings)
  if (missing !== undefined) {
    say(`${name}: ${missing}`)
    process.exit(EXIT_UNAVAILABLE)
  }
  const { isStamped, isWhole, stamp } = readInstallation(root)
  if (isStamped || (isWhole && !canWriteHere())) return
  const lock = await takeInstallLock(join(root, 'out/install.lock'), (holder) =>
    say(`Waiting for ${holder}, which is installing the packages`),
  )
  try {
    const now = readInstallation(root)
    if (now.isStamped) return
    if (!now.isWhole) await runNpm(lock)
    const lack = findWhatIsMissing()
    if (lack !== undefined) fail(lack, 'See that npm may run install scripts: npm config get ignore-scripts')
    writeFileSync(stampFile, `${stamp}\n`)
  } finally {
    lock.release()
  }
}

/** npm said that all went well: what can be wrong all the same. */
function findWhatIsMissing() {
  if (!existsSync(modules)) return undefined
  const { lack } = readInstallation(root)
  if (lack?.includes('Node among them') === true) return `${sentence(lack)}.`
  if (existsSync(ownNode) && spawnSync(ownNode, ['--version'], { env: plainEnvironment() }).status !== 0) {
    return 'The packages are installed, but the Node among them does not run on this machine.'
  }
  return undefined
}

async function runNpm(lock) {
  say('Installing the npm packages (once for each change of package-lock.json) …')
  const npm = spawn('npm', NPM_CI, {
    cwd: root,
    // npm is about to delete node_modules, so it must not run on the Node in there.
    env: { ...plainEnvironment(), ...PATIENCE, PATH: pathWithoutOwnBin() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk) => {
    output = `${output}${chunk}`.slice(-KEPT_OUTPUT_CHARACTERS)
  }
  npm.stdout.on('data', keep)
  npm.stderr.on('data', keep)
  if (npm.pid !== undefined) lock.addHolder(npm.pid)
  const forward = (signal) => npm.kill(signal)
  process.once('SIGINT', forward).once('SIGTERM', forward)
  const { code, signal, error } = await new Promise((settle) => {
    npm.once('error', (failure) => settle({ error: failure }))
    npm.once('close', (exitCode, exitSignal) => settle({ code: exitCode, signal: exitSignal }))
  })
  process.off('SIGINT', forward).off('SIGTERM', forward)
  if (code === 0) return
  // What npm had begun would be taken for packages by whoever looks for one of them.
  rmSync(modules, { recursive: true, force: true, maxRetries: 5 })
  lock.release()
  if (error !== undefined) fail(`npm could not be started (${error.code}).`, 'Install npm 10 or newer.')
  if (signal === 'SIGINT' || code === 130) process.exit(130)
  if (signal === 'SIGTERM' || code === 143) process.exit(143)
  process.stderr.write(`${output.trimEnd()}\n`)
  const [, remedy] = remedies.find(([symptom]) => symptom.test(output)) ?? [
    undefined,
    'What npm said is above.',
  ]
  fail(`"npm ci" ended with ${signal ?? `exit status ${code}`}.`, remedy)
}

/** As root one may write everywhere but on a file system that is mounted for reading. */
function canWriteHere() {
  try {
    accessSync(root, constants.W_OK)
    accessSync(modules, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Without what was meant for another Node than the one that is started. */
function plainEnvironment() {
  const { NODE_OPTIONS: _options, NODE_PATH: _path, ...environment } = process.env
  return environment
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}`
}

function pathWithoutOwnBin() {
  const own = join(modules, '.bin')
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => resolve(folder) !== own)
    .join(delimiter)
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

function fail(what, remedy) {
  say(`easyflow: ${what} ${remedy}`)
  process.exit(EXIT_UNAVAILABLE)
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const name = process.argv.find((arg) => arg.startsWith('--name='))?.slice('--name='.length)
  const needs = process.argv.includes('--system') ? ['tools', 'system'] : ['tools']
  await ensureInstalled({ needs, name })
}
