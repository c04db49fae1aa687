import { parseTenantId } from '../../../system/contracts/tenant-id.ts'
import { stopOnSignal } from '../../../system/platform/lifecycle/stop-on-signal.ts'
import { buildWorkerProcess } from '../../../system/worker/build-worker-process.ts'
import { lookEverywhere } from './look-everywhere.ts'

const tenants = (process.env['EASYFLOW_SABOTEUR_TENANTS'] ?? '').split(',').map(parseTenantId)
const { start, phases, log } = buildWorkerProcess(process.env, { call: lookEverywhere(tenants) })
stopOnSignal({ phases, log, exit: (code) => process.exit(code) })
await start()
