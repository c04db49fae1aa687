import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { processesOf } from './clear-workshop.ts'

// Run inside a place, on our own Node: starts an instance there with the machine's Node, has an execution
// accepted and completed, stops it, and looks for what is left. Its last line says what came of it.
// visit.ts <instance> <state directory> [--stay]

const [instance = '', state = '', ...flags] = process.argv.slice(2)
const COMPLETE_WITHIN_MS = 60_000

const statusSchema = z.object({
  stateDirectory: z.string(),
  parts: z.record(
    z.string(),
    z.object({ pid: z.number().nullable(), addresses: z.record(z.string(), z.string()) }),
  ),
})

class Failed extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

try {
  const before = listOutside()
  easyflow('start')
  const status = statusSchema.parse(JSON.parse(easyflow('status', '--json')))
  const tookMs = await execute(status.parts['api']?.addresses['url'] ?? '', easyflow('token', 'acme').trim())
  if (!flags.includes('--stay')) {
    easyflow('stop')
    await requireNothingLeft(status, before)
  }
  console.log(`COMPLETE after ${String(tookMs)} ms, stopped, nothing left`)
} catch (error) {
  if (!(error instanceof Failed)) throw error
  console.log(error.message)
  process.exitCode = error.status
}

function easyflow(...args: readonly string[]): string {
  const line = ['bin/easyflow.mjs', ...args, '--instance', instance]
  const { status, stdout, stderr } = spawnSync('node', line, { encoding: 'utf8', timeout: 280_000 })
  if (status !== 0) throw new Failed(status ?? 1, `${args.join(' ')}: ${stderr.trim()}`)
  return stdout
}

async function execute(url: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const startedAt = performance.now()
  const answer = await fetch(`${url}/workflows/execute`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ workflow: 'record-note', mode: 'balanced', input: { marker: 'place' } }),
  })
  const { executionId } = z.looseObject({ executionId: z.string() }).parse(await answer.json())
  let seen = ''
  while (performance.now() - startedAt < COMPLETE_WITHIN_MS) {
    const read = await fetch(`${url}/executions/${executionId}`, { headers })
    seen = z.looseObject({ status: z.string() }).parse(await read.json()).status
    if (seen === 'COMPLETE') return Math.round(performance.now() - startedAt)
    await pause(50)
  }
  throw new Failed(1, `execution ${executionId} is ${seen} after ${String(COMPLETE_WITHIN_MS)} ms`)
}

async function requireNothingLeft(
  status: z.infer<typeof statusSchema>,
  before: readonly string[],
): Promise<void> {
  const processes = processesOf(status.stateDirectory)
  if (processes.length > 0) throw new Failed(1, `processes left: ${processes.join(', ')}`)
  const addresses = Object.values(status.parts).flatMap((part) => Object.values(part.addresses))
  for (const address of addresses) {
    const port = Number(/:(\d+)$/.exec(address)?.[1])
    if (port > 0 && (await answers(port))) throw new Failed(1, `port ${String(port)} still answers`)
  }
  const files = listOutside().filter((file) => !before.includes(file))
  const pids = Object.values(status.parts).map(({ pid }) => String(pid))
  const ours = files.filter((file) => !file.startsWith('/tmp/') || pids.some((pid) => file.endsWith(pid)))
  if (ours.length > 0) throw new Failed(1, `files left outside the state directory: ${ours.join(', ')}`)
}

async function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = createConnection(port, '127.0.0.1', () => resolve(true))
  socket.once('error', () => resolve(false))
  const isOpen = await promise
  socket.destroy()
  return isOpen
}

/** What a system might leave: in the checkout, at home, and among temporary files. */
function listOutside(): readonly string[] {
  const home = process.env['HOME'] ?? ''
  const folders = ['.', 'out', 'system', home, process.env['TMPDIR'] ?? '/tmp', '/tmp']
  return [...new Set(folders)].flatMap((folder) => list(folder)).filter((file) => !state.startsWith(file))
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      // Maven keeps there what it has fetched, as everywhere.
      if (name === '.m2') return []
      const path = join(folder, name)
      return name.startsWith('hsperfdata_') && statSync(path).isDirectory() ? list(path) : [path]
    })
  } catch {
    // Not there, or not for us.
    return []
  }
}
