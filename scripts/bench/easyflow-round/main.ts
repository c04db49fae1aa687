// One round of EasyFlow: starts a system, measures it, removes it, and prints one line of JSON as the peers'
// bench does. Started by scripts/bench/main.ts.
import { parseArgs } from 'node:util'
import type { TenantId } from '../../../system/contracts/tenant-id.ts'
import { withInstaller } from '../../../system/platform/database/with-installer.ts'
import type { Measurement } from '../measurement.ts'
import { waitForQuiet } from '../wait-for-quiet.ts'
import { countComplete } from './count-complete.ts'
import { fetchCallerToken } from './fetch-caller-token.ts'
import { followWorkerLog } from './follow-worker-log.ts'
import { measureLatency } from './measure-latency.ts'
import { measureThroughput } from './measure-throughput.ts'
import { openLoad } from './open-load.ts'
import { loadPeerTools } from './peer-tools.ts'
import { startBenchSystem, type BenchSystem } from './start-bench-system.ts'

/** As many as the peers' bench sends before it measures this test; all tenants' connections are open then. */
const WARM_UP = 300
const WARM_UP_LIMIT_MS = 60_000

const { values } = parseArgs({
  options: {
    peers: { type: 'string', default: '' },
    executions: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '10' },
    round: { type: 'string', default: '0' },
    'quiet-limit-ms': { type: 'string', default: '20000' },
    profile: { type: 'string' },
    api: { type: 'string', multiple: true, default: [] },
    worker: { type: 'string', multiple: true, default: [] },
  },
  strict: true,
})
console.log(JSON.stringify(await measureRound()))

async function measureRound(): Promise<Measurement> {
  const tools = await loadPeerTools(values.peers)
  const { idle, noisy } = await waitForQuiet(Number(values['quiet-limit-ms']))
  const { profile } = values
  const bench = await startBenchSystem({
    ...(profile === undefined ? {} : { profile }),
    api: readSettings(values.api),
    worker: readSettings(values.worker),
  })
  try {
    const { system, tenants } = bench
    const apiUrl = system.status().parts.api.addresses['url'] ?? ''
    const tokenOf = (tenant: TenantId): Promise<string> => fetchCallerToken(system, tenant)
    const load = await openLoad({ apiUrl, tenants, tokenOf }, tools)
    const measured = await measure(bench, load)
    await load.close()
    // A profile is written at an orderly end only.
    if (profile !== undefined) {
      await Promise.all((['api', 'worker'] as const).map((part) => bench.system.kill(part, 'SIGTERM')))
    }
    return { test: 'C', label: 'easyflow', round: Number(values.round), idle0: idle, noisy, ...measured }
  } finally {
    await bench.system.stop()
  }
}

async function measure(
  { system, tenants, adminDatabaseUrl }: BenchSystem,
  load: Awaited<ReturnType<typeof openLoad>>,
): Promise<Partial<Measurement>> {
  const log = await followWorkerLog(system.status().parts.worker.logFile)
  try {
    return await withInstaller(adminDatabaseUrl, async (installer) => {
      await load.submitAll(WARM_UP)
      const warm = await log.waitFor(WARM_UP, WARM_UP_LIMIT_MS)
      if (warm < WARM_UP) throw new Error(`Only ${String(warm)} of ${String(WARM_UP)} were completed`)
      const throughput = await measureThroughput(
        { pidOf: (part) => system.status().parts[part].pid ?? -1 },
        load,
        {
          executions: Number(values.executions),
          log,
          countComplete: () => countComplete(installer, tenants),
        },
      )
      await new Promise((resolve) => setTimeout(resolve, 1000))
      return { ...throughput, lat: await measureLatency(load, log, Number(values.seconds)) }
    })
  } finally {
    await log.close()
  }
}

/** `NAME=value`, as often as wanted. */
function readSettings(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw new TypeError(`Write NAME=value instead of ${text}`)
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}
