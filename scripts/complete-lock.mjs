// Completes package-lock.json with the platform packages that npm left out. npm drops an optional package
// from the lock when its registry does not offer it at that moment; from then on `npm ci` refuses the lock
// ("Missing: … from lock file"), even where the package would never be installed. Run it after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const lockFile = resolve(fileURLToPath(import.meta.url), '../../package-lock.json')
const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

/** What npm would have written, but for the integrity, which only the registry knows. */
function entryFor(name, version, parent) {
  const words = name.split('/').at(-1).split('-')
  const cpu = processors.find((processor) => words.includes(processor))
  const os = systems.find((system) => words.includes(system))
  if (os === undefined) throw new Error(`Which platform ${name} is for cannot be told from its name`)
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(parent.dev === true ? { dev: true } : {}),
    ...(words.includes('gnu') && os === 'linux' ? { libc: ['glibc'] } : {}),
    ...(words.includes('musl') && os === 'linux' ? { libc: ['musl'] } : {}),
    optional: true,
    os: [os],
  }
}

const lock = JSON.parse(readFileSync(lockFile, 'utf8'))
const missing = Object.values(lock.packages).flatMap((parent) =>
  Object.entries(parent.optionalDependencies ?? {})
    .filter(([name]) => lock.packages[`node_modules/${name}`] === undefined)
    .map(([name, version]) => [`node_modules/${name}`, entryFor(name, version, parent)]),
)
if (process.argv.includes('--check')) {
  for (const [path] of missing)
    process.stderr.write(`package-lock.json lacks ${path}: node scripts/complete-lock.mjs\n`)
  process.exitCode = missing.length === 0 ? 0 : 1
} else {
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) })
  packages.sort(([left], [right]) => (left < right ? -1 : 1))
  writeFileSync(lockFile, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`)
  process.stderr.write(`${missing.length} entries added\n`)
}
