import { loadSettings } from '../platform/config/load-settings.ts'
import { openPool } from '../platform/database/open-pool.ts'
import { useConnection } from '../platform/database/use-connection.ts'
import { parseBrokers } from '../platform/kafka/parse-brokers.ts'
import { buildTokenPublishers } from '../platform/kafka/token-publishers.ts'
import { stopOnSignal } from '../platform/lifecycle/stop-on-signal.ts'
import { buildLogger } from '../platform/log/build-logger.ts'
import { buildTokenVerifier } from '../platform/tokens/build-token-verifier.ts'
import { buildApi } from './build-api.ts'
import { buildAuthenticate } from './build-authenticate.ts'
import { buildExecutionStore } from './build-execution-store.ts'
import { buildRateLimits } from './build-rate-limits.ts'
import { buildServer, closeServer, listen } from './build-server.ts'
import { newExecutionId } from './new-execution-id.ts'
import { apiSettingsSchema } from './settings.ts'

/** Tokens with an open connection to the broker at most. */
const PUBLISHERS_MAX = 200

const settings = loadSettings(apiSettingsSchema, process.env)
const log = buildLogger({ part: 'api', level: settings.EASYFLOW_LOG_LEVEL })
const publishLimitMs = settings.EASYFLOW_PUBLISH_LIMIT_MS
const pool = openPool({
  url: settings.EASYFLOW_DATABASE_URL,
  max: settings.EASYFLOW_DATABASE_CONNECTIONS,
  applicationName: 'easyflow-api',
  onError: (code) => log.warn({ code }, 'database-connection-lost'),
})
const publishers = buildTokenPublishers({
  brokers: parseBrokers(settings.EASYFLOW_KAFKA_BROKERS),
  clientsMax: PUBLISHERS_MAX,
  publishLimitMs,
  log,
  clientId: 'easyflow-api',
})
const verifyToken = buildTokenVerifier({
  issuer: settings.EASYFLOW_ISSUER_URL,
  jwksUrl: settings.EASYFLOW_JWKS_URL,
  now: Date.now,
  keysKeptMs: settings.EASYFLOW_KEYS_KEPT_MS,
  onRefreshFailure: (reason) => log.warn({ reason }, 'issuer-keys-not-refreshed'),
})
const burst = settings.EASYFLOW_RATE_LIMIT_BURST
let isStopping = false

const server = buildServer(
  buildApi({
    authenticate: buildAuthenticate({ verifyToken, now: Date.now, lifeLeftMinMs: publishLimitMs + 1000 }),
    store: buildExecutionStore(pool),
    publisher: publishers,
    rateLimits: buildRateLimits({
      perSecond: settings.EASYFLOW_RATE_LIMIT_PER_SECOND,
      ...(burst === undefined ? {} : { burst }),
      failuresMax: settings.EASYFLOW_FAILED_AUTHENTICATIONS_MAX,
    }),
    log,
    newExecutionId,
    startWithinMs: settings.EASYFLOW_START_WITHIN_MS,
    checkDatabase: async () => {
      await useConnection(pool, (client) => client.query('select 1'), AbortSignal.timeout(2000))
    },
    isStopping: () => isStopping,
  }),
)
const port = await listen(server, settings.EASYFLOW_API_PORT)

const limitMs = settings.EASYFLOW_SHUTDOWN_GRACE_MS
stopOnSignal({
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
  log,
  exit: (code) => process.exit(code),
})
log.info({ port }, 'ready')
