import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { answersOk } from '../probes/fetch-token.ts'

const CHECKOUT = join(import.meta.dirname, '../..')
/** Of the process's own words, for the message when it does not start. */
const TAIL_CHARACTERS = 20_000
/** Of everything it wrote: more than a run of two minutes logs. */
const OUTPUT_CHARACTERS_MAX = 8_000_000

export interface StartedProcess {
  readonly url: string
  readonly pid: number
  /** The end of what it wrote, 20,000 characters at most. */
  readonly lastWords: () => string
  /** All that it wrote, the last 8,000,000 characters at most. */
  readonly output: () => string
  readonly hasEnded: () => boolean
  /** Asks it to end and kills it after 5 s. Safe to call twice. */
  readonly stop: () => Promise<void>
}

/**
 * Starts an entry file of this checkout on a free port and waits until its health path answers 200.
 *
 * @param port.variable the setting that names its port. @param port.healthPath default /health/ready.
 * @throws {Error} with its last words when it ends or stays silent for 20 s.
 */
export async function startNodeProcess(
  main: string,
  { variable, healthPath = '/health/ready' }: { readonly variable: string; readonly healthPath?: string },
  env: Readonly<Record<string, string>>,
): Promise<StartedProcess> {
  const port = await pickPort()
  const child = spawn(process.execPath, [join(CHECKOUT, main)], {
    cwd: CHECKOUT,
    // Nothing of our own environment. With the channel it ends when we do.
    env: { NODE_ENV: 'production', ...env, [variable]: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const chunks: string[] = []
  const keep = (chunk: Buffer): void => void chunks.push(chunk.toString())
  const lastWords = (): string => chunks.slice(-200).join('').slice(-TAIL_CHARACTERS)
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
  while (!(await answersOk(url, healthPath))) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      await stop()
      throw new Error(`${main} did not become ready: ${lastWords().slice(-2000)}`)
    }
    await delay(20)
  }
  return {
    url,
    pid: child.pid ?? 0,
    lastWords,
    output: () => chunks.join('').slice(-OUTPUT_CHARACTERS_MAX),
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
