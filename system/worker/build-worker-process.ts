import { randomUUID } from 'node:crypto'
import { loadSettings, type Environment } from '../platform/config/load-settings.ts'
import { callTenantFunction } from '../platform/database/call-tenant-function.ts'
import { openPool } from '../platform/database/open-pool.ts'
import { startTenantConsumer } from '../platform/kafka/tenant-consumer.ts'
import type { ShutdownPhase } from '../platform/lifecycle/run-shutdown.ts'
import { buildLogger, type Logger } from '../platform/log/build-logger.ts'
import { trustAuthorities } from '../platform/tokens/trust-authorities.ts'
import { buildWorker, type Worker, type WorkerDependencies } from './build-worker.ts'
import { buildClaimStore, type CallTenantFunction } from './claim-store.ts'
import { startEvaluator } from './expressions/start-evaluator.ts'
import { serveHealth } from './serve-health.ts'
import { workerSettingsSchema, type WorkerSettings } from './settings.ts'
import { buildStepRunners } from './steps/build-step-runners.ts'
import { watchTenants } from './watch-tenants.ts'
import { buildWorkerTokens, type TokenSource } from './worker-tokens.ts'

export interface WorkerProcess {
  readonly worker: Worker
  readonly log: Logger
  /** Opens the health port and begins to work for the tenants in the file. */
  readonly start: () => Promise<void>
  /** How to end it, in order. */
  readonly phases: readonly ShutdownPhase[]
}

/** Parts of the composition that somebody wants otherwise. */
export interface WorkerReplacements {
  /** How the database is called, instead of as it should be. */
  readonly call?: (asItShouldBe: CallTenantFunction, tokens: TokenSource) => CallTenantFunction
  readonly tokens?: (asItShouldBe: TokenSource) => TokenSource
  readonly dependencies?: (asTheyShouldBe: WorkerDependencies) => WorkerDependencies
}

/**
 * Composes a worker from its settings.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID.
 */
export function buildWorkerProcess(
  environment: Environment,
  replace: WorkerReplacements = {},
): WorkerProcess {
  const settings = loadSettings(workerSettingsSchema, environment)
  trustAuthorities(settings.EASYFLOW_OIDC_CA_FILE)
  const log = buildLogger({ part: 'worker', level: settings.EASYFLOW_LOG_LEVEL })
  const workerId = `worker-${process.pid}-${randomUUID().slice(0, 8)}`
  const pool = openPool({
    url: settings.EASYFLOW_DATABASE_URL,
    max: 10,
    applicationName: 'easyflow-worker',
    onError: (code) => log.warn({ pool: 'worker', code }, 'idle-connection-lost'),
  })
  const tokens = (replace.tokens ?? asIs)(tokensOf(settings))
  const call: CallTenantFunction = (asked) => callTenantFunction(pool, asked)
  const store = buildClaimStore({ call: replace.call?.(call, tokens) ?? call, tokens, workerId })
  const evaluator = startEvaluator({ threads: 2 })
  const dependencies: WorkerDependencies = {
    store,
    steps: buildStepRunners(evaluator, store),
    startConsumer: (options) =>
      startTenantConsumer({
        ...options,
        brokers: settings.EASYFLOW_KAFKA_BROKERS,
        caFile: settings.EASYFLOW_KAFKA_CA_FILE,
        clientId: workerId,
        getToken: () => tokens.tokenFor(options.tenant),
        log,
      }),
    clock: { now: Date.now, random: Math.random },
    log,
    leaseMs: settings.EASYFLOW_WORKER_LEASE_MS,
    concurrency: settings.EASYFLOW_WORKER_CONCURRENCY,
    sweepMs: settings.EASYFLOW_WORKER_SWEEP_MS,
  }
  const worker = buildWorker((replace.dependencies ?? asIs)(dependencies))
  const port = openPort(worker, settings, log)
  return {
    worker,
    log,
    start: async () => {
      await port.open()
      log.info({ workerId }, 'worker-started')
    },
    phases: [
      {
        name: 'stop-consuming',
        limitMs: 5000,
        run: async () => {
          await port.stopWatching()
          await worker.stopTaking()
        },
      },
      {
        name: 'finish-or-give-back',
        limitMs: settings.EASYFLOW_SHUTDOWN_GRACE_MS + 3000,
        run: () => worker.finish(AbortSignal.timeout(settings.EASYFLOW_SHUTDOWN_GRACE_MS)),
      },
      { name: 'end-threads', limitMs: 2000, run: () => evaluator.close() },
      { name: 'close-postgres', limitMs: 3000, run: () => pool.end() },
      { name: 'close-health', limitMs: 1000, run: () => port.close() },
    ],
  }
}

/** What the worker hears from outside: the tenants file, and those who ask how it is. */
function openPort(
  worker: Worker,
  settings: WorkerSettings,
  log: Logger,
): {
  readonly open: () => Promise<void>
  readonly stopWatching: () => Promise<void>
  readonly close: () => Promise<void>
} {
  const stopped = new AbortController()
  let close = (): Promise<void> => Promise.resolve()
  let watching = Promise.resolve()
  let isAssigned = false
  return {
    open: async () => {
      watching = watchTenants({
        path: settings.EASYFLOW_WORKER_TENANTS_FILE,
        onChange: async (tenants) => {
          await worker.assign(tenants)
          isAssigned = true
        },
        log,
        signal: stopped.signal,
      })
      const at = { host: settings.EASYFLOW_LISTEN_HOST, port: settings.EASYFLOW_WORKER_HEALTH_PORT }
      const health = await serveHealth(at, () => {
        const { isReady, ...counts } = worker.health()
        const ready = isReady && isAssigned
        return { isReady: ready, body: { status: ready ? 'ready' : 'not ready', ...counts } }
      })
      close = health.close
    },
    stopWatching: async () => {
      stopped.abort()
      await watching
    },
    close: () => close(),
  }
}

function tokensOf(settings: WorkerSettings): TokenSource {
  return buildWorkerTokens({
    tokenUrl: settings.EASYFLOW_TOKEN_URL ?? `${settings.EASYFLOW_ISSUER_URL.replace(/\/$/, '')}/token`,
    clientId: settings.EASYFLOW_WORKER_CLIENT_ID,
    clientSecret: settings.EASYFLOW_WORKER_CLIENT_SECRET,
    now: Date.now,
  })
}

const asIs = <Part>(part: Part): Part => part
