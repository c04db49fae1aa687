import type { startWorker } from '../saboteurs/start-worker.ts'
import type { ProofContext } from './proof-context.ts'
import { openWorkerPlace } from './worker-place.ts'

/**
 * Runs `work` with a broken worker for all tenants in the place of the genuine one, and puts the genuine one
 * back: when `work` asks for it, or afterwards at the latest.
 */
export async function withOtherWorker<Result>(
  { access }: ProofContext,
  kind: Parameters<typeof startWorker>[1]['kind'],
  work: (putBack: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const place = openWorkerPlace(access)
  try {
    await place.put({ kind, tenants: access.tenants })
    return await work(() => place.giveBack())
  } finally {
    await place.giveBack()
  }
}
