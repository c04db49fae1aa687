import type { WorkerReplacements } from '../../../system/worker/build-worker-process.ts'

/** So long that the sweeper, which looks for each tenant on its own, does not come to the rescue. */
const SWEEP_MS = 60_000

/**
 * The bug: what the messages of all tenants name goes into one queue, and one loop works it off in the order
 * in which it arrived. The worker has as many places as the genuine one; only nobody's turn comes before that
 * of whoever was there first.
 */
export const shareOneQueue: NonNullable<WorkerReplacements['dependencies']> = (asTheyShouldBe) => {
  let last = Promise.resolve()
  return {
    ...asTheyShouldBe,
    sweepMs: SWEEP_MS,
    startConsumer: (options) =>
      asTheyShouldBe.startConsumer({
        ...options,
        onHint: (hint, meta) => {
          last = last.then(() => options.onHint(hint, meta))
          return Promise.resolve()
        },
      }),
  }
}
