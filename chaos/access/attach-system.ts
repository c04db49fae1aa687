import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CONTROL_FILE,
  controlFailureSchema,
  controlFileSchema,
  type ControlCommand,
} from '../../system/contracts/control-channel.ts'
import { EasyFlowError } from '../../system/contracts/easyflow-error.ts'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import {
  credentialsSchema,
  systemStatusSchema,
  type SystemStatus,
} from '../../system/contracts/system-status.ts'
import { runCommand, runEasyflow } from '../probes/spawn-easyflow.ts'

/** The supervisor waits up to 30 s for a part to end and 60 s for one to be ready. */
const COMMAND_WITHIN_MS = 95_000

/**
 * Attaches to an instance that `easyflow start` runs. What it is comes from its files, as everybody of this
 * account can read them; parts are ended and restarted by its supervisor, which then leaves them alone.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when it does not run or its supervisor takes no commands,
 *   ERR_SERVER_UNSUITABLE when it uses servers of somebody else: those are not to be broken from here.
 */
export async function attachSystem(instance: string): Promise<RunningSystem> {
  const { answer, said } = await runCommand(['status', '--json', '--instance', instance])
  // Its exit code says whether all parts are ready. One that is not is what healing is for.
  if (answer === '') throw new EasyFlowError('ERR_PART_FAILED', said.replace(/^ERR_\w+: /, ''))
  const first = systemStatusSchema.parse(JSON.parse(answer))
  const external = Object.entries(first.parts).find(([, { isExternal }]) => isExternal === true)
  if (external !== undefined)
    throw new EasyFlowError(
      'ERR_SERVER_UNSUITABLE',
      `Instance ${instance} uses ${external[0]} of somebody else, which is not to be broken: attach to another`,
    )
  const directory = first.stateDirectory
  await ask(first, { command: 'hello' })
  const status = (): SystemStatus => systemStatusSchema.parse(readJson(join(directory, 'status.json')))
  return {
    status,
    credentials: () => credentialsSchema.parse(readJson(first.credentialsFile)),
    kill: (part, signal = 'SIGKILL') => {
      if (signal !== 'SIGKILL' && signal !== 'SIGTERM' && signal !== 'SIGINT')
        throw new TypeError(`A part is not ended by ${signal}`)
      return ask(first, { command: 'kill', part, signal })
    },
    restart: (part, options) => ask(first, { command: 'restart', part, ...options }),
    async stop() {
      const stopped = await runEasyflow(first, ['stop'])
      if (stopped.code !== 0) throw new EasyFlowError('ERR_PART_FAILED', stopped.said)
    },
  }
}

async function ask(status: SystemStatus, command: ControlCommand): Promise<void> {
  const { url, secret } = readControl(status)
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(command),
    signal: AbortSignal.timeout(COMMAND_WITHIN_MS),
  }).catch((error: unknown) => {
    throw takesNone(status, 'it does not answer', error)
  })
  const body: unknown = await response.json()
  if (response.status === 200) return
  const { message } = controlFailureSchema.parse(body)
  throw new EasyFlowError('ERR_PART_FAILED', `${describe(command)} failed: ${message}`)
}

function readControl(status: SystemStatus): { readonly url: string; readonly secret: string } {
  let text: unknown
  try {
    text = readJson(join(status.stateDirectory, CONTROL_FILE))
  } catch (error) {
    throw takesNone(status, `there is no ${CONTROL_FILE}`, error)
  }
  const control = controlFileSchema.parse(text)
  // The port of a dead one may belong to a stranger by now, who is not to learn even an old secret.
  if (control.supervisorPid !== status.supervisorPid)
    throw takesNone(status, `${CONTROL_FILE} is of another supervisor`)
  return control
}

function takesNone({ instance, supervisorPid }: SystemStatus, why: string, cause?: unknown): EasyFlowError {
  const text =
    `The supervisor of ${instance}, process ${supervisorPid}, takes no commands (${why}). ` +
    `Start it anew: npx easyflow stop --instance ${instance}, then start`
  return new EasyFlowError('ERR_PART_FAILED', text, { cause })
}

function describe(command: ControlCommand): string {
  return command.command === 'hello' ? 'A greeting' : `To ${command.command} ${command.part}`
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
