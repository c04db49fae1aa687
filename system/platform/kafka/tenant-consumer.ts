import type { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { Hint } from '../../contracts/hint.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { consumeOnce, type Legacy } from './consume-once.ts'
import type { KafkaLog } from './kafka-log.ts'

export interface TenantConsumerOptions {
  readonly brokers: readonly string[]
  /** PEM file of the authorities that certificates are verified by; with it TLS is spoken on the loopback too. */
  readonly caFile?: string | undefined
  readonly clientId: string
  readonly tenant: TenantId
  /** A token of this tenant's worker with a good part of its life left. Asked at each authentication. */
  readonly getToken: () => Promise<string>
  /**
   * Takes a hint over. What it promises is awaited (with heartbeats) before the next one: that is the
   * back-pressure. A failure is the callee's own business; it must not reject.
   */
  readonly onHint: (hint: Hint, meta: HintMeta) => Promise<void>
  /** Told of a message that is no hint. It is passed over. */
  readonly onPoison: (meta: HintMeta) => void
  readonly log: KafkaLog
  /** Stops as `stop` does. */
  readonly signal?: AbortSignal
  /** How long the group waits for a member that is silent. Default 6,000. */
  readonly sessionTimeoutMs?: number
}

export interface HintMeta {
  readonly partition: number
  readonly offset: string
  /** As it came, with a hint only: from whoever wrote the message, so check it. */
  readonly traceparent?: string
}

/**
 * joining  on its way, for the first time or again
 * joined   in its group and fetching
 * failing  the last try failed, the next one comes after a pause; `failure` says with what
 * stopped  for good
 */
export type ConsumerState = 'joining' | 'joined' | 'failing' | 'stopped'

export interface ConsumerHealth {
  readonly state: ConsumerState
  readonly joinedOnce: boolean
  /** Milliseconds since the epoch, 0 for never. */
  readonly lastFetchAt: number
  readonly failuresInARow: number
  readonly failure: { readonly code: string; readonly kafkaCode?: number; readonly reason: string } | null
  readonly hints: number
  readonly poison: number
}

export interface TenantConsumer {
  health(): ConsumerHealth
  /** Leaves the group; what was not handed over by then comes again. Safe to call twice. */
  stop(): Promise<void>
}

const PAUSE_MIN_MS = 200
const PAUSE_MAX_MS = 2000

/**
 * Starts to consume a tenant's topic in its workers' group. Returns at once; `health` tells how it goes.
 *
 * One loop: build a consumer, run it until it fails, take it down, pause, again. kafkajs restarts itself
 * after some failures and not after others; it is never left to it.
 */
export function startTenantConsumer(options: TenantConsumerOptions): TenantConsumer {
  const stopped = new AbortController()
  const signal =
    options.signal === undefined ? stopped.signal : AbortSignal.any([stopped.signal, options.signal])
  const health: { -readonly [Key in keyof ConsumerHealth]: ConsumerHealth[Key] } = {
    state: 'joining',
    joinedOnce: false,
    lastFetchAt: 0,
    failuresInARow: 0,
    failure: null,
    hints: 0,
    poison: 0,
  }
  const legacy: Legacy = { former: undefined }
  const ended = (async () => {
    while (!signal.aborted) {
      health.state = 'joining'
      const failure = await consumeOnce(options, signal, { notes: health, legacy })
      if (signal.aborted || failure === undefined) continue
      noteFailure(health, failure)
      const { tenant: tenantId, ...facts } = failure.facts
      options.log.warn({ tenantId, ...facts, code: failure.code }, 'consumer-failed')
      await pause(pauseAfter(health.failuresInARow), signal)
    }
    health.state = 'stopped'
  })()
  return {
    health: () => ({ ...health }),
    stop: async () => {
      stopped.abort()
      await ended
    },
  }
}

function noteFailure(
  health: { -readonly [Key in keyof ConsumerHealth]: ConsumerHealth[Key] },
  { code, facts }: EasyFlowError,
): void {
  const kafkaCode = facts['kafkaCode']
  health.state = 'failing'
  health.failuresInARow += 1
  health.failure = {
    code,
    reason: String(facts['kafkaError'] ?? facts['reason'] ?? code),
    ...(typeof kafkaCode === 'number' ? { kafkaCode } : {}),
  }
}

function pauseAfter(failuresInARow: number): number {
  return Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS * 2 ** (failuresInARow - 1)) * (0.75 + Math.random() / 2)
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const wake = (): void => resolve(undefined)
  const timer = setTimeout(wake, ms)
  signal.addEventListener('abort', wake, { once: true })
  await promise
  clearTimeout(timer)
  signal.removeEventListener('abort', wake)
}
