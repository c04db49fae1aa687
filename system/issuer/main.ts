import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { flushCompileCache } from 'node:module'
import { keysInForce, type IssuerKey } from '../contracts/issuer-keys.ts'
import { loadSettings } from '../platform/config/load-settings.ts'
import { stopOnSignal } from '../platform/lifecycle/stop-on-signal.ts'
import { buildLogger } from '../platform/log/build-logger.ts'
import { buildIssuer } from './build-issuer.ts'
import { findClient } from './find-client.ts'
import { followKeys } from './follow-keys.ts'
import { loadSigningKeys } from './load-signing-keys.ts'
import { issuerSettingsSchema } from './settings.ts'

const settings = loadSettings(issuerSettingsSchema, process.env)
const log = buildLogger({ part: 'issuer', level: settings.EASYFLOW_LOG_LEVEL })
const build = (keys: readonly IssuerKey[]): RequestListener =>
  buildIssuer({
    issuer: settings.EASYFLOW_ISSUER_URL ?? `http://127.0.0.1:${String(settings.EASYFLOW_ISSUER_PORT)}`,
    keys,
    findClient: async (clientId) => await findClient(settings.EASYFLOW_ISSUER_CLIENTS_FILE, clientId),
    log,
  })
const path = settings.EASYFLOW_ISSUER_KEYS_FILE
const inForce = keysInForce(await loadSigningKeys(path), Date.now())
// The provider's keys are fixed when it is built, so other keys are another provider behind the same port.
// A request that is under way ends with the one it began with.
let answer = build(inForce)
const server = createServer((request, response) => answer(request, response))
server.listen(settings.EASYFLOW_ISSUER_PORT, settings.EASYFLOW_LISTEN_HOST)
await once(server, 'listening')

const stopped = new AbortController()
void followKeys({
  path,
  inForce,
  onKeys: (keys) => {
    answer = build(keys)
  },
  log,
  signal: stopped.signal,
})

stopOnSignal({
  phases: [
    {
      name: 'stop-taking-requests',
      limitMs: settings.EASYFLOW_SHUTDOWN_GRACE_MS,
      run: async () => {
        stopped.abort()
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
// One of an instance that is thrown away is killed, and would keep nothing for the next start.
flushCompileCache()
