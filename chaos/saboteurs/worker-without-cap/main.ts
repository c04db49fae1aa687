import { stopOnSignal } from '../../../system/platform/lifecycle/stop-on-signal.ts'
import { buildWorkerProcess } from '../../../system/worker/build-worker-process.ts'

/** The bug: as much of one tenant's work is in flight as there is of it. */
const { start, phases, log } = buildWorkerProcess(process.env, {
  dependencies: (asTheyShouldBe) => ({ ...asTheyShouldBe, concurrency: Number.MAX_SAFE_INTEGER }),
})
stopOnSignal({ phases, log, exit: (code) => process.exit(code) })
await start()
