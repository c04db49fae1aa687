import { once } from 'node:events'
import { createServer } from 'node:http'
import { loadSettings } from '../platform/config/load-settings.ts'
import { stopOnSignal } from '../platform/lifecycle/stop-on-signal.ts'
import { buildLogger } from '../platform/log/build-logger.ts'
import { buildIssuer } from './build-issuer.ts'
import { findClient } from './find-client.ts'
import { loadSigningKeys } from './load-signing-keys.ts'
import { issuerSettingsSchema } from './settings.ts'

const settings = loadSettings(issuerSettingsSchema, process.env)
const log = buildLogger({ part: 'issuer', level: settings.EASYFLOW_LOG_LEVEL })
const server = createServer(
  buildIssuer({
    issuer: settings.EASYFLOW_ISSUER_URL ?? `http://127.0.0.1:${String(settings.EASYFLOW_ISSUER_PORT)}`,
    keys: await loadSigningKeys(settings.EASYFLOW_ISSUER_KEYS_FILE),
    findClient: async (clientId) => await findClient(settings.EASYFLOW_ISSUER_CLIENTS_FILE, clientId),
    log,
  }),
)
server.listen(settings.EASYFLOW_ISSUER_PORT, settings.EASYFLOW_LISTEN_HOST)
await once(server, 'listening')

stopOnSignal({
  phases: [
    {
      name: 'stop-taking-requests',
      limitMs: settings.EASYFLOW_SHUTDOWN_GRACE_MS,
      run: async () => {
        server.close()
        server.closeIdleConnections()
        await once(server, 'close')
      },
    },
  ],
  log,
  exit: (code) => process.exit(code),
})
log.info({ port: settings.EASYFLOW_ISSUER_PORT }, 'ready')
