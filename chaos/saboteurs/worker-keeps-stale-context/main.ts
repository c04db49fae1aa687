import { stopOnSignal } from '../../../system/platform/lifecycle/stop-on-signal.ts'
import { buildWorkerProcess } from '../../../system/worker/build-worker-process.ts'
import { keepContexts } from './keep-contexts.ts'

const { start, phases, log } = buildWorkerProcess(process.env, {
  call: keepContexts((facts, event) => log.warn(facts, event)),
})
stopOnSignal({ phases, log, exit: (code) => process.exit(code) })
await start()
