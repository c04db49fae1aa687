import { stopOnSignal } from '../platform/lifecycle/stop-on-signal.ts'
import { buildWorkerProcess } from './build-worker-process.ts'

const { start, phases, log } = buildWorkerProcess(process.env)
stopOnSignal({ phases, log, exit: (code) => process.exit(code) })
await start()
