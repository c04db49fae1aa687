import { parseTenantId } from '../../../system/contracts/tenant-id.ts'
import { stopOnSignal } from '../../../system/platform/lifecycle/stop-on-signal.ts'
import { buildWorkerProcess } from '../../../system/worker/build-worker-process.ts'
import { askAsMessageSays } from './ask-as-message-says.ts'

const tenants = (process.env['EASYFLOW_SABOTEUR_TENANTS'] ?? '').split(',').map(parseTenantId)
const { start, phases, log } = buildWorkerProcess(process.env, { call: askAsMessageSays(tenants) })
stopOnSignal({ phases, log, exit: (code) => process.exit(code) })
await start()
