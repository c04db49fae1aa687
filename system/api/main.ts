import { flushCompileCache } from 'node:module'
import { stopOnSignal } from '../platform/lifecycle/stop-on-signal.ts'
import { buildApiProcess } from './build-api-process.ts'

const { start, phases, log } = buildApiProcess(process.env)
stopOnSignal({ phases, log, exit: (code) => process.exit(code) })
await start()
// One of an instance that is thrown away is killed, and would keep nothing for the next start.
flushCompileCache()
