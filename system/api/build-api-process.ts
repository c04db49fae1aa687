import { loadSettings, type Environment } from '../platform/config/load-settings.ts'
import { openPool, type Pool } from '../platform/database/open-pool.ts'
import { useConnection } from '../platform/database/use-connection.ts'
import { buildTokenPublishers } from '../platform/kafka/token-publishers.ts'
import type { ShutdownPhase } from '../platform/lifecycle/run-shutdown.ts'
import { buildLogger, type Logger } from '../platform/log/build-logger.ts'
import { trustAuthorities } from '../platform/tokens/trust-authorities.ts'
import { buildTokenVerifier } from '../platform/tokens/build-token-verifier.ts'
import type { ApiDependencies } from './api-dependencies.ts'
import { buildApi } from './build-api.ts'
import { buildAuthenticate } from './build-authenticate.ts'
import { buildExecutionStore } from './build-execution-store.ts'
import { buildRateLimits } from './build-rate-limits.ts'
import { buildServer, closeServer, listen } from './build-server.ts'
import { newExecutionId } from './new-execution-id.ts'
import { apiSettingsSchema, type ApiSettings } from './settings.ts'

/** Tokens with an open connection to the broker at most. */
const PUBLISHERS_MAX = 200

export interface ApiProcess {
  readonly log: Logger
  /** Opens the port. */
  readonly start: () => Promise<void>
  /** How to end it, in order. */
  readonly phases: readonly ShutdownPhase[]
}

/** Parts of the composition that somebody wants otherwise. */
export type ReplaceApiParts = (asTheyShouldBe: ApiDependencies, pool: Pool) => ApiDependencies

/**
 * Composes an api from its settings.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID.
 */
export function buildApiProcess(environment: Environment, replace: ReplaceApiParts = asTheyAre): ApiProcess {
  const settings = loadSettings(apiSettingsSchema, environment)
  trustAuthorities(settings.EASYFLOW_OIDC_CA_FILE)
  const log = buildLogger({ part: 'api', level: settings.EASYFLOW_LOG_LEVEL })
  const pool = openPool({
    url: settings.EASYFLOW_DATABASE_URL,
    max: settings.EASYFLOW_DATABASE_CONNECTIONS,
    applicationName: 'easyflow-api',
    onError: (code) => log.warn({ code }, 'database-connection-lost'),
  })
  const publishers = buildTokenPublishers({
    brokers: settings.EASYFLOW_KAFKA_BROKERS,
    caFile: settings.EASYFLOW_KAFKA_CA_FILE,
    clientsMax: PUBLISHERS_MAX,
    publishLimitMs: settings.EASYFLOW_PUBLISH_LIMIT_MS,
    log,
    clientId: 'easyflow-api',
  })
  let isStopping = false
  const parts: ApiDependencies = {
    authenticate: authenticateBy(settings, log, (kid) => publishers.closeSignedBy(kid)),
    store: buildExecutionStore(pool),
    publisher: publishers,
    rateLimits: rateLimitsOf(settings),
    log,
    newExecutionId,
    startWithinMs: settings.EASYFLOW_START_WITHIN_MS,
    checkDatabase: async () => {
      await useConnection(pool, (client) => client.query('select 1'), AbortSignal.timeout(2000))
    },
    isStopping: () => isStopping,
  }
  const server = buildServer(buildApi(replace(parts, pool)))
  const limitMs = settings.EASYFLOW_SHUTDOWN_GRACE_MS
  return {
    log,
    start: async () => {
      const port = await listen(server, settings.EASYFLOW_API_PORT, settings.EASYFLOW_LISTEN_HOST)
      log.info({ port }, 'ready')
    },
    phases: [
      {
        name: 'stop-taking-requests',
        limitMs,
        run: async (signal) => {
          isStopping = true
          signal.addEventListener('abort', () => server.closeAllConnections(), { once: true })
          await closeServer(server)
        },
      },
      { name: 'close-kafka', limitMs, run: () => publishers.close() },
      { name: 'close-postgres', limitMs, run: () => pool.end() },
    ],
  }
}

function authenticateBy(
  settings: ApiSettings,
  log: Logger,
  onKeyGone: (kid: string) => void,
): ApiDependencies['authenticate'] {
  const verifyToken = buildTokenVerifier({
    issuer: settings.EASYFLOW_ISSUER_URL,
    jwksUrl: settings.EASYFLOW_JWKS_URL,
    now: Date.now,
    keysKeptMs: settings.EASYFLOW_KEYS_KEPT_MS,
    onKeyGone: (kid) => {
      onKeyGone(kid)
      log.info({ kid }, 'issuer-key-gone')
    },
    onRefreshFailure: (reason) => log.warn({ reason }, 'issuer-keys-not-refreshed'),
  })
  return buildAuthenticate({
    verifyToken,
    now: Date.now,
    lifeLeftMinMs: settings.EASYFLOW_PUBLISH_LIMIT_MS + 1000,
  })
}

function rateLimitsOf(settings: ApiSettings): ApiDependencies['rateLimits'] {
  const burst = settings.EASYFLOW_RATE_LIMIT_BURST
  return buildRateLimits({
    perSecond: settings.EASYFLOW_RATE_LIMIT_PER_SECOND,
    ...(burst === undefined ? {} : { burst }),
    failuresMax: settings.EASYFLOW_FAILED_AUTHENTICATIONS_MAX,
  })
}

const asTheyAre: ReplaceApiParts = (parts) => parts
