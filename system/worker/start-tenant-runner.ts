import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { TenantId } from '../contracts/tenant-id.ts'
import type { ConsumerHealth } from '../platform/kafka/tenant-consumer.ts'
import { buildLineBudget } from '../platform/log/build-line-budget.ts'
import { withinLogScope, type LogScope } from '../platform/log/log-scope.ts'
import { createTraceId, parseTraceId } from '../contracts/trace.ts'
import { buildAlarm } from './build-alarm.ts'
import { buildPlaces, type Places } from './build-places.ts'
import type { WorkerDependencies } from './build-worker.ts'
import type { Claim } from './claim-store.ts'
import { runExecution } from './run-execution.ts'
import { sweepTenant } from './sweep-tenant.ts'

export interface TenantHealth {
  readonly consumer: ConsumerHealth
  readonly database: 'unknown' | 'answers' | 'failing'
  /** Executions in hand. */
  readonly active: number
}

export interface TenantRunner {
  readonly health: () => TenantHealth
  /** Takes nothing new from now on. Safe to call twice. */
  readonly stopTaking: () => Promise<void>
  /** Waits for what is in hand until `hurry` aborts, then gives back the rest. */
  readonly finish: (hurry: AbortSignal) => Promise<void>
}

const POISON_LINES_PER_SECOND = 20

/**
 * Runs one tenant's executions: those that hints name, and those that the sweeper finds. The tenant is fixed
 * here; nothing that a message says can change it.
 *
 * A hint waits for a place (which holds up the topic, not the worker), then its row is claimed and run.
 */
export function startTenantRunner(dependencies: WorkerDependencies, tenant: TenantId): TenantRunner {
  const taking = new AbortController()
  const givingBack = new AbortController()
  const places = buildPlaces(dependencies.concurrency)
  const budget = buildLineBudget({ perSecond: POISON_LINES_PER_SECOND, now: dependencies.clock.now })
  const { runClaim, runHinted } = buildRuns(dependencies, { tenant, places, taking, givingBack })
  const consumer = dependencies.startConsumer({
    tenant,
    onHint: async ({ executionId }, { traceparent }) => {
      try {
        await places.take(taking.signal)
      } catch {
        // Stopping. The row is there for whoever looks next.
        return
      }
      runHinted(executionId, parseTraceId(traceparent))
    },
    onPoison: (meta) => {
      // Whoever may write to the topic can cause as many as they like.
      const suppressed = budget.ask('poison')
      if (suppressed !== undefined)
        dependencies.log.warn({ tenantId: tenant, ...meta, suppressed }, 'poison-passed-over')
    },
    signal: taking.signal,
  })
  const sweeper = startSweeper(dependencies, {
    tenant,
    places,
    runClaim,
    hintsAreComing: () => consumer.health().state === 'joined',
    signal: taking.signal,
  })
  return {
    health: () => ({
      consumer: consumer.health(),
      database: sweeper.database(),
      active: places.used(),
    }),
    stopTaking: async () => {
      taking.abort()
      await Promise.all([consumer.stop(), sweeper.ended])
    },
    finish: async (hurry) => {
      const onHurry = (): void => givingBack.abort(new Error('The worker stops'))
      hurry.addEventListener('abort', onHurry, { once: true })
      if (hurry.aborted) onHurry()
      await places.settled()
      hurry.removeEventListener('abort', onHurry)
    },
  }
}

interface Runs {
  /** Runs what is claimed already, in a place that is taken. */
  readonly runClaim: (claim: Claim) => void
  /** Claims and runs what was named, in a place that is taken. */
  readonly runHinted: (executionId: string, traceId?: string) => void
}

function buildRuns(
  { store, steps, clock, log, leaseMs }: WorkerDependencies,
  {
    tenant,
    places,
    taking,
    givingBack,
  }: { tenant: TenantId; places: Places; taking: AbortController; givingBack: AbortController },
): Runs {
  const signal = givingBack.signal
  const run = (claim: Claim): Promise<void> =>
    withinLogScope(scopeOf(tenant, claim), async () => {
      const { executionId, attempt, mode } = claim
      log.info({ attempt, mode }, 'claimed')
      try {
        const end = await runExecution(claim, { tenant, store, steps, leaseMs, clock, signal, log })
        log.info({ attempt, mode }, end.outcome === 'complete' ? 'completed' : end.outcome)
        if (end.outcome === 'waiting') wakeLater(executionId, end.afterMs)
      } catch (error) {
        logAbandoned(log, error)
      }
    })
  const onFailure = (executionId: string) => (error: unknown) =>
    logAbandoned(log, error, { tenant, executionId })
  const runHinted = (executionId: string, traceId: string = createTraceId()): void =>
    places.use(async () => {
      // The trace of a hint is as good as the hint: it says where to look. The row's own is used for the run.
      const scope = { traceId, tenantId: tenant, executionId }
      const claim = await withinLogScope(scope, () => store.claim(tenant, executionId, leaseMs))
      if (claim !== null) await run(claim)
    }, onFailure(executionId))
  const wakeLater = buildAlarm((executionId) => {
    if (!taking.signal.aborted && places.takeUpTo(1) === 1) runHinted(executionId)
  })
  return { runHinted, runClaim: (claim) => places.use(() => run(claim), onFailure(claim.executionId)) }
}

/** The row's trace, which the api has made sure of; a row of another origin gets a new one. */
function scopeOf(tenant: TenantId, { executionId, traceparent }: Claim): LogScope {
  const traceId = parseTraceId(traceparent ?? undefined) ?? createTraceId()
  return { traceId, tenantId: tenant, executionId }
}

/** Refused is said as such: which layer, with what. */
function logAbandoned(
  log: WorkerDependencies['log'],
  error: unknown,
  whose: { readonly tenant?: TenantId; readonly executionId?: string } = {},
): void {
  const { tenant, ...rest } = whose
  const facts = { ...(tenant === undefined ? {} : { tenantId: tenant }), ...rest, err: error }
  if (!(error instanceof EasyFlowError)) log.error(facts, 'abandoned')
  else if (/^ERR_(DATABASE|BROKER)_REFUSED$/.test(error.code))
    log.warn({ ...error.facts, ...facts }, 'refused')
  else log.warn(facts, 'abandoned')
}

function startSweeper(
  { store, clock, log, leaseMs, sweepMs }: WorkerDependencies,
  options: {
    readonly tenant: TenantId
    readonly places: Places
    readonly runClaim: (claim: Claim) => void
    readonly hintsAreComing: () => boolean
    readonly signal: AbortSignal
  },
): { readonly database: () => TenantHealth['database']; readonly ended: Promise<void> } {
  const { tenant, places, runClaim, hintsAreComing, signal } = options
  let database: TenantHealth['database'] = 'unknown'
  const ended = sweepTenant({
    reserve: places.takeUpTo,
    release: places.release,
    claimDue: async (batch, graceMs) => {
      const { claims, rejected } = await store.claimDue(tenant, { leaseMs, batch, graceMs })
      if (rejected > 0) log.info({ tenantId: tenant, rejected, reason: 'overdue' }, 'rejected')
      return claims
    },
    onClaim: runClaim,
    hintsAreComing,
    onOutcome: (failure) => {
      const found = failure === undefined ? 'answers' : 'failing'
      if (found === 'failing' && database !== 'failing')
        log.warn({ tenantId: tenant, err: failure }, 'sweep-failed')
      database = found
    },
    intervalMs: sweepMs,
    random: clock.random,
    signal,
  })
  return { database: () => database, ended }
}
