import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import {
  CONTROL_FILE,
  controlCommandSchema,
  type ControlCommand,
  type ControlFile,
} from '../../contracts/control-channel.ts'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { RunningSystem } from '../../contracts/running-system.ts'
import type { Logger } from '../../platform/log/build-logger.ts'
import { buildLineBudget } from '../../platform/log/build-line-budget.ts'
import { writeAtomically } from '../process/write-atomically.ts'
import { HOST } from '../system-context.ts'

/** Far more than the longest command. */
const BODY_BYTES_MAX = 512
const HEADER_BYTES_MAX = 4096
const CONNECTIONS_MAX = 16
const ARRIVES_WITHIN_MS = 2000
/** Whoever knocks without the secret may do so without an end; the log has one. */
const REFUSALS_LOGGED_PER_SECOND = 2

export interface ControlOptions {
  readonly system: Pick<RunningSystem, 'status' | 'kill' | 'restart'>
  readonly log: Pick<Logger, 'info' | 'warn'>
}

/**
 * Lets processes of this account end and restart parts of a system that this process runs: decision 0015.
 * Commands are carried out one after the other.
 *
 * @returns what closes it and removes its file; safe to call twice.
 * @throws when nothing can be listened on or the file cannot be written.
 */
export async function openControlChannel(options: ControlOptions): Promise<() => Promise<void>> {
  const secret = randomBytes(32).toString('base64url')
  const server = listen(secret, options)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('A port was to be listened on')
  const { stateDirectory, supervisorPid } = options.system.status()
  const path = join(stateDirectory, CONTROL_FILE)
  const url = `http://${HOST}:${String(address.port)}/`
  const close = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await rm(path, { force: true })
  }
  try {
    await writeAtomically(
      path,
      JSON.stringify({ version: 1, supervisorPid, url, secret } satisfies ControlFile),
    )
    return close
  } catch (error) {
    await close()
    throw error
  }
}

function listen(secret: string, { system, log }: ControlOptions): Server {
  const budget = buildLineBudget({ perSecond: REFUSALS_LOGGED_PER_SECOND, now: Date.now })
  const refuse = (response: ServerResponse, status: number, reason: string): void => {
    const suppressed = budget.ask('refused')
    if (suppressed !== undefined) log.warn({ status, reason, suppressed }, 'control-refused')
    answer(response, status, { code: 'ERR_FORBIDDEN', message: reason })
  }
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = (command: ControlCommand): Promise<void> => {
    const done = last.then(async () => await carryOut(system, command))
    last = done.catch(() => undefined)
    return done
  }
  const limits = {
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: ARRIVES_WITHIN_MS,
    requestTimeout: ARRIVES_WITHIN_MS,
    connectionsCheckingInterval: 1000,
  }
  const server = createServer({ ...limits, keepAlive: false }, (request, response) => {
    const take = async (): Promise<void> => {
      if (!isSecret(request, secret)) return refuse(response, 401, 'the secret is missing or wrong')
      if (request.method !== 'POST' || request.url !== '/') return refuse(response, 404, 'nothing is here')
      const command = await readCommand(request)
      if (command === undefined) return refuse(response, 400, 'that is no command')
      if (command.command !== 'hello') {
        log.info({ command: command.command, about: command.part }, 'control-command')
      }
      await inTurn(command)
      answer(response, 200, {})
    }
    take().catch((error: unknown) => answerFailure(response, error))
  })
  server.maxConnections = CONNECTIONS_MAX
  // Ready or not, it keeps nobody alive.
  return server.listen(0, HOST).unref()
}

/** The same time whatever is sent: both sides are digests of one length. */
function isSecret({ headers: { authorization = '' } }: IncomingMessage, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(authorization), digest(`Bearer ${secret}`))
}

async function readCommand(request: IncomingMessage): Promise<ControlCommand | undefined> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk)
    if (text.length > BODY_BYTES_MAX) return undefined
  }
  try {
    return controlCommandSchema.safeParse(JSON.parse(text)).data
  } catch {
    // No JSON: no command either.
    return undefined
  }
}

async function carryOut({ kill, restart }: ControlOptions['system'], asked: ControlCommand): Promise<void> {
  if (asked.command === 'kill') await kill(asked.part, asked.signal)
  else if (asked.command === 'restart') {
    const { part, brokerSettings } = asked
    await restart(part, brokerSettings === undefined ? {} : { brokerSettings })
  }
}

function answerFailure(response: ServerResponse, error: unknown): void {
  const code = error instanceof EasyFlowError ? error.code : 'ERR_INTERNAL'
  answer(response, 500, { code, message: error instanceof Error ? error.message : String(error) })
}

function answer(response: ServerResponse, status: number, body: object): void {
  // With what is left of a body that nobody reads, the connection is of no use any more.
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
  response.end(JSON.stringify(body))
}
