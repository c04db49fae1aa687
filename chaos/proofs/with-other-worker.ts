import { startWorker } from '../saboteurs/start-worker.ts'
import type { ProofContext } from './proof-context.ts'

/**
 * Runs `work` with a broken worker for all tenants in the place of the genuine one, and puts the genuine one
 * back: when `work` asks for it, or afterwards at the latest.
 */
export async function withOtherWorker<Result>(
  context: ProofContext,
  kind: Parameters<typeof startWorker>[1]['kind'],
  work: (putBack: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const { system, tenants } = context.access
  let stop: () => Promise<void> = () => Promise.resolve()
  let isBack = false
  const putBack = async (): Promise<void> => {
    if (isBack) return
    isBack = true
    await stop()
    await system.restart('worker')
  }
  await system.kill('worker', 'SIGTERM')
  try {
    const worker = await startWorker(context.access, { kind, tenants })
    stop = () => worker.stop()
    return await work(putBack)
  } finally {
    await putBack()
  }
}
