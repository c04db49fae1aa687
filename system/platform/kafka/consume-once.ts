import type { Consumer, EachBatchPayload, IHeaders } from 'kafkajs'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { parseHint } from '../../contracts/hint.ts'
import { groupOf, topicOf } from '../../contracts/names.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { TRACEPARENT_LENGTH_MAX } from '../../contracts/trace.ts'
import { buildKafkaClient } from './build-kafka-client.ts'
import { buildGroupAccess, type FormerSelf } from './build-group-access.ts'
import type { ConsumerHealth, HintMeta, TenantConsumerOptions } from './tenant-consumer.ts'
import { toKafkaError } from './to-kafka-error.ts'

type Notes = { -readonly [Key in keyof ConsumerHealth]: ConsumerHealth[Key] }

/** What one life leaves to the next. */
export interface Legacy {
  /** Whom the group may still wait for. */
  former: FormerSelf | undefined
}

const HEARTBEAT_MS = 1500

/**
 * One life of a consumer: from connecting to its failure or to `signal`.
 *
 * @returns what ended it, or `undefined` when `signal` did.
 */
export async function consumeOnce(
  options: TenantConsumerOptions,
  signal: AbortSignal,
  { notes, legacy }: { readonly notes: Notes; readonly legacy: Legacy },
): Promise<EasyFlowError | undefined> {
  let coordinatorError: unknown
  const end = Promise.withResolvers<unknown>()
  const onAbort = (): void => end.resolve(undefined)
  signal.addEventListener('abort', onAbort, { once: true })
  let takeDown = async (): Promise<void> => undefined
  let watchdog: NodeJS.Timeout | undefined
  try {
    const firstToken = await options.getToken()
    const { kafka, cut, cutFetches } = buildKafkaClient({
      brokers: options.brokers,
      caFile: options.caFile,
      clientId: options.clientId,
      log: options.log,
      getToken: options.getToken,
      requestTimeoutMs: 3000,
      reauthenticateBeforeMs: reauthenticateBefore(firstToken),
      onCoordinatorError: (error) => {
        coordinatorError = error
      },
    })
    const { sessionTimeoutMs = 6000 } = options
    const group = buildGroupAccess()
    const consumer = kafka.consumer({
      groupId: groupOf(options.tenant),
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: 1000,
      maxBytes: 1_048_576,
      allowAutoTopicCreation: false,
      partitionAssigners: [group.assigner],
      retry: { retries: 0, restartOnFailure: () => Promise.resolve(false) },
    })
    takeDown = async () => {
      const gone = consumer.disconnect()
      // Told to stop, it begins nothing new. Without this it would wait for the broker's answer, up to a second.
      cutFetches()
      await gone.catch(() => undefined)
      cut()
    }
    watchdog = watch(consumer, { notes, legacy, sessionTimeoutMs, onEnd: end.resolve })
    await consumer.connect()
    await consumer.subscribe({ topic: topicOf(options.tenant), fromBeginning: true })
    // Not sooner: by now it knows the brokers.
    if (legacy.former !== undefined && (await group.leave(legacy.former))) legacy.former = undefined
    await consumer.run({
      autoCommitInterval: 1000,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => handOver(payload, { options, signal, notes }),
    })
    const failure = await end.promise
    return failure === undefined ? undefined : told(failure, coordinatorError, options.tenant)
  } catch (error) {
    return told(error, coordinatorError, options.tenant)
  } finally {
    signal.removeEventListener('abort', onAbort)
    clearInterval(watchdog)
    await takeDown()
  }
}

/** Reports life into `notes`, and the end to `onEnd`: a crash, or a silence that kafkajs itself overlooks. */
function watch(
  consumer: Consumer,
  {
    notes,
    legacy,
    sessionTimeoutMs,
    onEnd,
  }: { notes: Notes; legacy: Legacy; sessionTimeoutMs: number; onEnd: (cause: unknown) => void },
): NodeJS.Timeout {
  let lastSignOfLife = Date.now()
  const noteLife = (): void => {
    lastSignOfLife = Date.now()
  }
  consumer.on('consumer.heartbeat', noteLife)
  consumer.on('consumer.fetch', () => {
    noteLife()
    notes.lastFetchAt = lastSignOfLife
  })
  consumer.on('consumer.group_join', ({ payload: { groupId, memberId } }) => {
    noteLife()
    legacy.former = { groupId, memberId }
    Object.assign(notes, { state: 'joined', joinedOnce: true, failuresInARow: 0, failure: null })
  })
  consumer.on('consumer.crash', ({ payload }) => onEnd(payload.error))
  return setInterval(() => {
    if (Date.now() - lastSignOfLife < 3 * sessionTimeoutMs) return
    onEnd(
      new EasyFlowError('ERR_QUEUE_UNAVAILABLE', 'The consumer has gone silent', {
        facts: { reason: 'silent', brokerAnswered: false },
      }),
    )
  }, 1000)
}

async function handOver(
  payload: EachBatchPayload,
  { options, signal, notes }: { options: TenantConsumerOptions; signal: AbortSignal; notes: Notes },
): Promise<void> {
  const { batch } = payload
  for (const { value, offset, headers } of batch.messages) {
    if (!payload.isRunning() || payload.isStale() || signal.aborted) return
    const meta = { partition: batch.partition, offset }
    const hint = parseHint(value)
    if (hint === undefined) {
      notes.poison += 1
      options.onPoison(meta)
    } else {
      notes.hints += 1
      if (
        !(await takenOver(
          options.onHint(hint, { ...meta, ...traceOf(headers) }),
          () => payload.heartbeat(),
          signal,
        ))
      )
        return
    }
    payload.resolveOffset(offset)
    await payload.heartbeat()
  }
  await payload.commitOffsetsIfNecessary()
}

/** A header as long as a traceparent may be; others are not even turned into text. */
function traceOf(headers: IHeaders | undefined): Pick<HintMeta, 'traceparent'> {
  const value = headers?.['traceparent']
  if (!Buffer.isBuffer(value) || value.length > TRACEPARENT_LENGTH_MAX) return {}
  return { traceparent: value.toString('latin1') }
}

/** Keeps the membership alive while the taker is busy. False: stopped before it took over. */
async function takenOver(
  taking: Promise<void>,
  heartbeat: () => Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  const taken = taking.then(() => true)
  for (;;) {
    const { promise: tick, resolve } = Promise.withResolvers<false>()
    const timer = setTimeout(resolve, HEARTBEAT_MS, false)
    const onAbort = (): void => resolve(false)
    signal.addEventListener('abort', onAbort, { once: true })
    const isTaken = await Promise.race([taken, tick])
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    if (isTaken) return true
    if (signal.aborted) return false
    await heartbeat()
  }
}

function told(failure: unknown, coordinatorError: unknown, tenant: TenantId): EasyFlowError {
  const isAboutCoordinator = failure instanceof Error && failure.name === 'KafkaJSGroupCoordinatorNotFound'
  return toKafkaError(isAboutCoordinator ? (coordinatorError ?? failure) : failure, 'consume', { tenant })
}

/** Well below the session's length, which is the token's life: a longer one re-authenticates at each request. */
function reauthenticateBefore(token: string): number {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const exp =
    typeof claims === 'object' && claims !== null && 'exp' in claims && typeof claims.exp === 'number'
      ? claims.exp
      : 0
  return Math.min(10_000, Math.max(500, (exp * 1000 - Date.now()) / 4))
}
