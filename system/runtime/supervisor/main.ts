import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { buildLogger } from '../../platform/log/build-logger.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { openRotatingFile } from '../logs/rotating-file.ts'
import { stateRootOf } from '../runtime-settings.ts'
import type { SupervisorMessage } from './messages.ts'
import { runSupervisor } from './run-supervisor.ts'

// The background process behind `easyflow start`: its output is a log file, its news go by IPC.
const { values } = parseArgs({
  options: {
    instance: { type: 'string' },
    ephemeral: { type: 'boolean', default: false },
    checked: { type: 'boolean', default: false },
  },
})
const instance = values.instance ?? 'default'
const file = openRotatingFile(join(layoutOf(stateRootOf(), instance).logs, 'supervisor.log'))
const log = buildLogger({ part: 'supervisor', stream: { write: (line) => file.append(line) } })
// Not as Node would tell it, over many lines and with whatever the message quotes.
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'crashed')
  process.exit(1)
})
const send = async (message: SupervisorMessage): Promise<void> => {
  if (!process.connected) return
  const { promise, resolve } = Promise.withResolvers<undefined>()
  process.send?.(message, () => resolve(undefined))
  await promise
}

try {
  await runSupervisor({
    instance,
    ephemeral: values.ephemeral,
    isChecked: values.checked,
    log,
    onProgress: (event) => {
      if (event.state === 'died' || event.state === 'failed') log.error(event, 'part-failed')
      else log.info(event, 'progress')
      void send({ kind: 'progress', event })
    },
    exit: (code) => process.exit(code),
  })
  await send({ kind: 'ready' })
  if (process.connected) process.disconnect()
} catch (error) {
  log.error({ err: error }, 'start-failed')
  const code = error instanceof EasyFlowError ? error.code : 'ERR_INTERNAL'
  await send({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) })
  process.exit(1)
}
