// Installs the npm packages when package-lock.json asks for others than are there. Says nothing when it
// does not. Runs on the machine's own Node (20 or newer) with nothing installed, hence plain JavaScript.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
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

/** Why npm may have failed, by what it printed, and what helps. */
const remedies = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/,
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

/** Resolves once the packages of package-lock.json are there. Ends the process with 69 when they cannot be. */
export async function ensureInstalled() {
  if (!existsSync(join(root, 'package-lock.json')))
    fail('There is no package-lock.json.', 'Get a whole checkout.')
  if (isCurrent()) return
  const lock = await takeInstallLock(join(root, 'out/install.lock'), (holder) =>
    say(`Waiting for ${holder}, which is installing the packages`),
  )
  try {
    if (isCurrent()) return
    if (!wasInstalledByHand()) await runNpm(lock)
    const missing = findWhatIsMissing()
    if (missing !== undefined)
      fail(missing, 'See that npm may run install scripts: npm config get ignore-scripts')
    writeFileSync(stampFile, `${expectedStamp()}\n`)
  } finally {
    lock.release()
  }
}

/** The stamp leaves out which Node runs this: at first it is the machine's, later the one just installed. */
function expectedStamp() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${hash} ${process.platform}-${process.arch}`
}

function isCurrent() {
  return (
    existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === expectedStamp() && !lacksOwnNode()
  )
}

/** npm writes down what it has installed. If that is what is locked, there is nothing left to do. */
function wasInstalledByHand() {
  const installedFile = join(modules, '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const { '': _project, ...wanted } = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(installedFile)
  const fits = (path) =>
    installed[path] === undefined
      ? wanted[path]?.optional === true
      : installed[path].version === wanted[path]?.version &&
        installed[path].integrity === wanted[path]?.integrity
  return [...Object.keys(wanted), ...Object.keys(installed)].every(fits) && findWhatIsMissing() === undefined
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

function lacksOwnNode() {
  return 'node_modules/node' in readPackages(join(root, 'package-lock.json')) && !existsSync(ownNode)
}

function findWhatIsMissing() {
  if (!existsSync(modules)) return undefined
  if (lacksOwnNode()) return 'The packages are installed, but the Node among them is missing.'
  if (existsSync(ownNode) && spawnSync(ownNode, ['--version']).status !== 0) {
    return 'The packages are installed, but the Node among them does not run on this machine.'
  }
  return undefined
}

async function runNpm(lock) {
  say('Installing the npm packages (once for each change of package-lock.json) …')
  const npm = spawn('npm', NPM_CI, {
    cwd: root,
    // npm is about to delete node_modules, so it must not run on the Node in there.
    env: { ...process.env, PATH: pathWithoutOwnBin() },
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

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await ensureInstalled()
}
