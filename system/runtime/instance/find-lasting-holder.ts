import { setTimeout as pause } from 'node:timers/promises'
import type { KnownProcess } from '../process/end-process.ts'
import type { InstanceLayout } from './instance-layout.ts'
import { findHolder, readStatus } from './read-instance.ts'

/** As long as a supervisor may take to end its parts. */
const STOPPING_TAKES_MS = 60_000
/** So long may a supervisor take to notice that whoever wanted it is gone. */
const NOTICING_TAKES_MS = 1000

/**
 * Finds the living process that has an instance and means to keep it. One that is about to end, since it was
 * told to stop or its own starter was killed, is waited for.
 */
export async function findLastingHolder(
  layout: InstanceLayout,
  output: { readonly talk: (text: string) => void },
): Promise<KnownProcess | undefined> {
  const startedAt = performance.now()
  let isTold = false
  for (;;) {
    const holder = await findHolder(layout)
    if (holder === undefined) return undefined
    const phase = await readStatus(layout).then(
      (status) => status.phase,
      () => 'starting' as const,
    )
    const limitMs = { starting: NOTICING_TAKES_MS, running: 0, stopping: STOPPING_TAKES_MS }[phase]
    if (performance.now() - startedAt > limitMs) return holder
    if (phase === 'stopping' && !isTold) {
      output.talk(
        `Instance ${layout.name} is being stopped by process ${String(holder.pid)}: waiting for it.`,
      )
      isTold = true
    }
    await pause(50)
  }
}
