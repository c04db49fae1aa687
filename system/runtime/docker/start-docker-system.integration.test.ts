import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { startDockerSystem } from './start-docker-system.ts'

// Which commands are given to the docker client, and what is made of its answers. The client is a script that
// notes them down: what an engine does with them is not seen here.

const credentials = {
  version: 1,
  postgres: {
    database: 'easyflow',
    admin: { user: 'easyflow_admin', password: 'p' },
    api: { user: 'easyflow_api', password: 'p' },
    worker: { user: 'easyflow_worker', password: 'p' },
  },
  kafka: { admin: { user: 'a', password: 'p' }, broker: { user: 'b', password: 'p' } },
  issuer: { worker: { clientId: 'w', clientSecret: 's' }, callers: {} },
}
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easyflow-docker-'))
  vi.stubEnv('PATH', [folder, '/usr/bin', '/bin'].join(delimiter))
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  })
})

/** Writes a docker client that notes its commands and does `answers` by a pattern of them. */
async function writeClient(answers: string): Promise<void> {
  const lines = [
    '#!/bin/sh',
    `echo "$*" >>'${folder}/commands'`,
    `env | grep '^EASYFLOW_.*_PORT=' >'${folder}/ports' || true`,
    `case "$*" in ${answers} esac`,
  ]
  await writeFile(join(folder, 'docker'), `${lines.join('\n')}\n`)
  await chmod(join(folder, 'docker'), 0o755)
}

const start = (): ReturnType<typeof startDockerSystem> =>
  startDockerSystem({ instance: 'test', onProgress: () => undefined })
const commands = async (): Promise<readonly string[]> =>
  (await readFile(join(folder, 'commands'), 'utf8')).trim().split('\n')

test('no docker client: ERR_REQUIREMENT_MISSING, at once', async () => {
  vi.stubEnv('PATH', folder)
  await expect(start()).rejects.toMatchObject({
    code: 'ERR_REQUIREMENT_MISSING',
    message: expect.stringContaining('Docker is not installed'),
  })
})

test.each([
  { answers: '"compose version") exit 1;;', says: 'knows no "docker compose"' },
  { answers: 'version*) exit 1;;', says: 'No Docker engine answers' },
])('a client that does "$answers": ERR_REQUIREMENT_MISSING, $says', async ({ answers, says }) => {
  await writeClient(answers)
  await expect(start()).rejects.toMatchObject({
    code: 'ERR_REQUIREMENT_MISSING',
    message: expect.stringContaining(says),
  })
})

test('start, kill, restart, stop twice: the commands of a project of its own, its data removed once', async () => {
  await writeClient(`*" credentials") echo '${JSON.stringify(credentials)}';;`)
  const system = await start()
  expect(system.credentials()).toEqual(credentials)
  await system.kill('kafka')
  expect(system.status().parts.kafka.state).toBe('stopped')
  await system.restart('kafka')
  await system.stop()
  await system.stop()
  const job = 'run --rm --no-deps -T bootstrap node system/runtime/container/main.ts credentials'
  expect(await commands()).toEqual([
    'compose version',
    'version --format {{.Server.Version}}',
    ...[
      'build --quiet',
      'up --detach --wait',
      job,
      'kill --signal SIGKILL kafka',
      'ps --status running --quiet kafka',
      'up --detach --wait --no-deps --no-build --no-recreate kafka',
      'down --volumes --remove-orphans --timeout 10',
    ].map((command) => `compose --project-name easyflow-test ${command}`),
  ])
})

test('addresses: those that the file publishes, on ports that were free', async () => {
  await writeClient(`*" credentials") echo '${JSON.stringify(credentials)}';;`)
  const system = await start()
  const { parts } = system.status()
  const text = await readFile(join(folder, 'ports'), 'utf8')
  const ports = Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split('=')),
  ) as Record<string, string>
  expect(new Set(Object.values(ports)).size).toBe(7)
  expect({
    ...parts.postgres.addresses,
    ...parts.kafka.addresses,
    api: parts.api.addresses['url'],
  }).toEqual({
    database: 'easyflow',
    client: `127.0.0.1:${ports['EASYFLOW_KAFKA_PORT'] ?? ''}`,
    admin: `127.0.0.1:${ports['EASYFLOW_KAFKA_ADMIN_PORT'] ?? ''}`,
    api: `http://127.0.0.1:${ports['EASYFLOW_API_PORT'] ?? ''}`,
  })
})

test('a part that does not become well: its last words are told, and everything is taken down', async () => {
  await writeClient('*" up "*) echo "container kafka is unhealthy" >&2; exit 1;;')
  await expect(start()).rejects.toMatchObject({
    code: 'ERR_PART_FAILED',
    message: expect.stringContaining('container kafka is unhealthy'),
  })
  expect((await commands()).at(-1)).toContain('down --volumes')
})
