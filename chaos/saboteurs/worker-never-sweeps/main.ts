import { stopOnSignal } from '../../../system/platform/lifecycle/stop-on-signal.ts'
import { buildWorkerProcess } from '../../../system/worker/build-worker-process.ts'

// The bug: it runs what messages name and looks for nothing by itself.
const { start, phases, log } = buildWorkerProcess(process.env, {
  dependencies: (parts) => ({
    ...parts,
    store: { ...parts.store, claimDue: () => Promise.resolve({ claims: [], rejected: 0 }) },
  }),
})
stopOnSignal({ phases, log, exit: (code) => process.exit(code) })
await start()
