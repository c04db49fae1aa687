import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { answersOk } from '../probes/fetch-token.ts'

const CHECKOUT = join(import.meta.dirname, '../..')
/** Of the process's own words, for the message when it does not start. */
const TAIL_CHARACTERS = 20_000

export interface StartedProcess {
  readonly url: string
  readonly pid: number
  /** The end of what it wrote, 20,000 characters at most. */
  readonly lastWords: () => string
  readonly hasEnded: () => boolean
  /** Asks it to end and kills it after 5 s. Safe to call twice. */
  readonly stop: () => Promise<void>
}

/**
 * Starts an entry file of this checkout on a free port and waits until its /health/ready answers 200.
 *
 * @param portVariable the setting that names its port.
 * @throws {Error} with its last words when it ends or stays silent for 20 s.
 */
export async function startNodeProcess(
  main: string,
  portVariable: string,
  env: Readonly<Record<string, string>>,
): Promise<StartedProcess> {
  const port = await pickPort()
  const child = spawn(process.execPath, [join(CHECKOUT, main)], {
    cwd: CHECKOUT,
    // Nothing of our own environment. With the channel it ends when we do.
    env: { NODE_ENV: 'production', ...env, [portVariable]: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let tail = ''
  const keep = (chunk: Buffer): void => {
    tail = (tail + chunk.toString()).slice(-TAIL_CHARACTERS)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await Promise.race([ended, delay(5000, undefined, { ref: false })])
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
  const giveUpAt = Date.now() + 20_000
  while (!(await answersOk(url, '/health/ready'))) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      await stop()
      throw new Error(`${main} did not become ready: ${tail.slice(-2000)}`)
    }
    await delay(20)
  }
  return {
    url,
    pid: child.pid ?? 0,
    lastWords: () => tail,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop,
  }
}

export async function pickPort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port')
  return address.port
}
