import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SystemStatus } from '../../system/contracts/system-status.ts'
import { readDisk } from '../probes/read-disk.ts'
import { readMemory } from '../probes/read-memory.ts'
import { openSqlSession, type SqlSession } from '../probes/sql-session.ts'
import { pickPort } from '../saboteurs/start-node-process.ts'
import { waitFor } from '../wait-for.ts'

/** What one tenant, or one server, costs. */
export interface Cost {
  /** From the command until it can be used. */
  readonly readyMs: number
  readonly diskBytes: number
  readonly memoryBytes: number
}

/** A server that stands beside the running one. */
export interface StandingServer {
  readonly cost: Cost
  /** Ends it and deletes all of it. */
  end(): Promise<void>
}

/** What the directories of such servers begin with. */
export const SERVER_PREFIX = 'one-more-'

/**
 * Starts one more Postgres of the very programs and settings of the running one, asks it until it answers, and
 * measures it. It is empty, no schema and no tenant, and has the fewest connections that a server of its own
 * would have: one for an api, one for a worker.
 *
 * Its directory lies within the instance's, and it carries the instance's mark, so that the next start finds
 * it if we are killed meanwhile.
 *
 * @throws {Error} when it does not answer; then nothing of it is left.
 */
export async function startOneMoreServer(status: SystemStatus, signal: AbortSignal): Promise<StandingServer> {
  const plan = await planServer(status)
  const sessions: SqlSession[] = []
  let server: ChildProcess | undefined
  const endAll = async (): Promise<void> => {
    for (const session of sessions) await session.close()
    await end(server)
    await rm(plan.directory, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await mkdir(plan.directory, { mode: 0o700 })
    await writeFile(plan.passwordFile, plan.password, { mode: 0o600 })
    for (const path of [plan.directory, plan.passwordFile]) await chown(path, plan.uid, plan.gid)
    const startedAt = performance.now()
    await initialise(plan)
    signal.throwIfAborted()
    server = spawn(plan.program, [...plan.settings], plan.options)
    await waitFor('one more server to answer', signal, () => answers(plan), 30_000)
    const readyMs = performance.now() - startedAt
    sessions.push(...(await Promise.all([connect(plan), connect(plan)])))
    const memoryBytes = await readMemory(server.pid ?? 0)
    return { cost: { readyMs, memoryBytes, diskBytes: await readDisk(plan.data) }, end: endAll }
  } catch (error) {
    await endAll()
    throw error
  }
}

interface ServerPlan {
  readonly program: string
  readonly settings: readonly string[]
  readonly options: SpawnOptions
  readonly directory: string
  readonly data: string
  readonly password: string
  readonly passwordFile: string
  readonly port: number
  readonly uid: number
  readonly gid: number
}

/** @throws {Error} where the running server is no process of this machine. */
async function planServer(status: SystemStatus): Promise<ServerPlan> {
  const { pid, files } = status.parts.postgres
  const dataDirectory = files['dataDirectory']
  if (pid === null || dataDirectory === undefined)
    throw new Error(
      'The database is no process of this machine, so there is nothing to start another one from',
    )
  const [program, line, { uid, gid }] = await Promise.all([
    readlink(`/proc/${pid}/exe`),
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
    stat(dataDirectory),
  ])
  const directory = join(dirname(dataDirectory), `${SERVER_PREFIX}${randomBytes(4).toString('hex')}`)
  const port = await pickPort()
  const data = join(directory, 'data')
  const own = line.split('\0').slice(1, -1)
  return {
    program,
    // The same settings; the last of two counts.
    settings: [...own.map((arg) => (arg === dataDirectory ? data : arg)), '-c', `port=${port}`],
    options: {
      cwd: directory,
      env: { LC_ALL: 'C', TZ: 'UTC', EASYFLOW_INSTANCE_DIRECTORY: status.stateDirectory },
      stdio: 'ignore',
      detached: true,
      ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    },
    directory,
    data,
    password: randomBytes(24).toString('base64url'),
    passwordFile: join(directory, 'password'),
    port,
    uid,
    gid,
  }
}

async function initialise({ program, options, data, passwordFile }: ServerPlan): Promise<void> {
  const args = [`--pgdata=${data}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const initdb = spawn(join(dirname(program), 'initdb'), [...args, ...locale, '--no-sync'], options)
  const [code] = (await once(initdb, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`initdb of one more server ended with ${String(code)}`)
}

const connect = ({ port, password }: ServerPlan): Promise<SqlSession> =>
  openSqlSession(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`)

async function answers(plan: ServerPlan): Promise<boolean> {
  try {
    const session = await connect(plan)
    const answer = await session.ask('select 1')
    await session.close()
    return answer.ok
  } catch {
    // Nothing listens there yet.
    return false
  }
}

async function end(server: ChildProcess | undefined): Promise<void> {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  // At once: its data is thrown away.
  server.kill('SIGQUIT')
  await ended
}
