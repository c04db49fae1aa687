import { stopOnSignal } from '../platform/lifecycle/stop-on-signal.ts'
import { buildApiProcess } from './build-api-process.ts'

const { start, phases, log } = buildApiProcess(process.env)
stopOnSignal({ phases, log, exit: (code) => process.exit(code) })
await start()
