import type { Mode } from '../../system/contracts/execution.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { seededRandom } from './seeded-random.ts'

/** What one tenant does next. */
export interface PlannedOperation {
  /** Of the tenant, from 0 on. */
  readonly index: number
  readonly mode: Mode
  /** Before the next one, in milliseconds. */
  readonly pauseMs: number
  /** Sent once more with the same Idempotency-Key, as soon as the first is answered or given up. */
  readonly isRepeated: boolean
  /** Its owner looks at what becomes of it. */
  readonly isWatched: boolean
}

/** Shares of the operations. */
const REPEATED = 0.1
const WATCHED = 0.25

/**
 * What one tenant does, without an end: the same for the same seed. How much of it is carried out depends on
 * how long the run takes.
 *
 * @param options `everyMs`: the mean pause; each is between half of it and one and a half.
 */
export function* planOperations(options: {
  readonly seed: number
  readonly tenant: TenantId
  readonly modes: readonly Mode[]
  readonly everyMs: number
}): Generator<PlannedOperation, never> {
  const { modes, everyMs } = options
  const random = seededRandom(options.seed, options.tenant)
  for (let index = 0; ; index += 1) {
    const mode = modes[Math.floor(random() * modes.length)]
    if (mode === undefined) throw new TypeError('A workload needs at least one mode')
    const pauseMs = everyMs * (0.5 + random())
    yield { index, mode, pauseMs, isRepeated: random() < REPEATED, isWatched: random() < WATCHED }
  }
}
