import { stopOnSignal } from '../../../system/platform/lifecycle/stop-on-signal.ts'
import { buildWorkerProcess } from '../../../system/worker/build-worker-process.ts'
import { shareOneQueue } from './share-one-queue.ts'

const { start, phases, log } = buildWorkerProcess(process.env, { dependencies: shareOneQueue })
stopOnSignal({ phases, log, exit: (code) => process.exit(code) })
await start()
