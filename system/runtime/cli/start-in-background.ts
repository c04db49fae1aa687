import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { errorCatalog, type ErrorCode } from '../../contracts/error-catalog.ts'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { checkout, layoutOf } from '../instance/instance-layout.ts'
import { makeDirectories } from '../instance/make-directories.ts'
import { nodeProgram } from '../process/node-program.ts'
import { requireReady } from '../requirements/require-ready.ts'
import { allEnvironment, inheritedEnvironment, stateRootOf } from '../runtime-settings.ts'
import { loadStartSettings } from '../start-settings.ts'
import type { Progress } from '../../contracts/progress.ts'
import { supervisorMessageSchema, type SupervisorMessage } from '../supervisor/messages.ts'

/**
 * Starts a supervisor that outlives us, and resolves once its system is ready. Ctrl-C and SIGTERM until then
 * end it as well.
 *
 * @throws {EasyFlowError} whatever the supervisor failed with.
 * @throws {DOMException} AbortError after a signal; nothing runs then.
 */
export async function startInBackground(
  instance: string,
  onProgress: (event: Progress) => void,
): Promise<void> {
  const root = stateRootOf()
  const layout = layoutOf(root, instance)
  await requireReady(root, allEnvironment())
  await makeDirectories(root, layout)
  const logFile = join(layout.logs, 'supervisor.log')
  const supervisor = launch(instance, layout.cache, logFile)
  let isInterrupted = false
  const stop = (): void => {
    isInterrupted = true
    supervisor.kill('SIGTERM')
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    await untilReady(supervisor, logFile, onProgress)
  } catch (error) {
    if (isInterrupted) await gone(supervisor)
    throw isInterrupted ? new DOMException('The start was given up', 'AbortError') : error
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    if (supervisor.connected) supervisor.disconnect()
    supervisor.unref()
  }
}

function launch(instance: string, cache: string, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a', 0o600)
  try {
    const main = join(checkout, 'system/runtime/supervisor/main.ts')
    return spawn(nodeProgram(), [main, '--instance', instance, '--checked'], {
      cwd: checkout,
      env: {
        ...inheritedEnvironment(),
        ...loadStartSettings().given,
        EASYFLOW_STATE_DIR: stateRootOf(),
        NODE_COMPILE_CACHE: join(cache, 'node'),
      },
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    })
  } finally {
    closeSync(log)
  }
}

async function untilReady(
  supervisor: ChildProcess,
  logFile: string,
  onProgress: (event: Progress) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  supervisor.on('message', (text: unknown) => {
    const message: SupervisorMessage = supervisorMessageSchema.parse(text)
    if (message.kind === 'ready') resolve(undefined)
    else if (message.kind === 'failed') reject(new EasyFlowError(toCode(message.code), message.message))
    else onProgress(withoutUndefined(message.event))
  })
  supervisor.once('error', reject)
  supervisor.once('exit', (code, signal) => {
    const how = signal ?? `exit code ${String(code)}`
    reject(
      new EasyFlowError(
        'ERR_PART_FAILED',
        `The supervisor ended (${how}) before all was ready: see ${logFile}`,
      ),
    )
  })
  await promise
}

/** It ends its parts first. */
async function gone(supervisor: ChildProcess): Promise<void> {
  if (supervisor.exitCode === null && supervisor.signalCode === null) await once(supervisor, 'exit')
}

function toCode(text: string): ErrorCode {
  return Object.hasOwn(errorCatalog, text) ? (text as ErrorCode) : 'ERR_INTERNAL'
}

function withoutUndefined(event: Extract<SupervisorMessage, { kind: 'progress' }>['event']): Progress {
  const { detail, lastLines, ...rest } = event
  return {
    ...rest,
    ...(detail === undefined ? {} : { detail }),
    ...(lastLines === undefined ? {} : { lastLines }),
  }
}
