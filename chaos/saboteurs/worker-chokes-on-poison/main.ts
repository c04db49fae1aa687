import { stopOnSignal } from '../../../system/platform/lifecycle/stop-on-signal.ts'
import { buildWorkerProcess } from '../../../system/worker/build-worker-process.ts'

/**
 * The bug: a message that it can make nothing of ends its consumer, which begins with that very message again.
 * It looks for nothing by itself, so that what lies behind is really left to the messages.
 */
const { start, phases, log } = buildWorkerProcess(process.env, {
  dependencies: (parts) => ({
    ...parts,
    store: { ...parts.store, claimDue: () => Promise.resolve({ claims: [], rejected: 0 }) },
    startConsumer: (options) =>
      parts.startConsumer({
        ...options,
        onPoison: ({ offset }) => {
          throw new Error(`The message at offset ${offset} is no hint`)
        },
      }),
  }),
})
stopOnSignal({ phases, log, exit: (code) => process.exit(code) })
await start()
