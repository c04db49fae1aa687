import type { ProxiedServer } from '../faults/proxy/open-proxy-to.ts'
import type { Proxy } from '../faults/proxy/start-proxy.ts'
import type { StartedProcess } from '../saboteurs/start-node-process.ts'
import type { Flood, FloodResult } from '../workloads/start-flood.ts'
import type { StartedWorker } from '../saboteurs/start-worker.ts'

/** Which processes of the harness stand in for parts of the system. Empty in a process that only heals. */
export interface Stage {
  /** The api that callers and attackers use now. */
  readonly apiUrl: () => string
  /** Undefined: the system's own worker. */
  readonly worker: () => StartedProcess | undefined
  readonly putApi: (api: StartedProcess) => void
  readonly putWorker: (worker: StartedProcess) => void
  /** Stops the api that stands in, if one does. */
  readonly clearApi: () => Promise<void>
  readonly clearWorker: () => Promise<void>
  /** What every process that stood or stands in has written: the supervisor keeps no log of them. */
  readonly outputs: () => readonly { readonly file: string; readonly text: string }[]
  /** Somebody who works beside whoever works now. */
  readonly addWorker: (worker: StartedWorker) => void
  readonly addedWorkers: () => readonly StartedWorker[]
  readonly clearAddedWorkers: () => Promise<void>
  readonly addFlood: (flood: Flood) => void
  /** Ends every flood, and says what each has met. */
  readonly endFloods: () => Promise<readonly FloodResult[]>
  /** Undefined: nobody goes through one. */
  readonly proxy: (server: ProxiedServer) => Proxy | undefined
  readonly putProxy: (server: ProxiedServer, proxy: Proxy) => void
  /** Closes every proxy. */
  readonly clearProxies: () => Promise<void>
}

/** A stage on which nobody stands in for anybody. */
export function buildStage(genuineApiUrl: string): Stage {
  let api: StartedProcess | undefined
  let worker: StartedProcess | undefined
  const stoodIn: { readonly file: string; readonly output: () => string }[] = []
  const note = (part: 'api' | 'worker', { pid, output }: StartedProcess): void => {
    stoodIn.push({ file: `stand-in-${part}-${pid}.log`, output })
  }
  let floods: readonly Flood[] = []
  let added: readonly StartedWorker[] = []
  const proxies = new Map<ProxiedServer, Proxy>()
  return {
    apiUrl: () => api?.url ?? genuineApiUrl,
    worker: () => worker,
    proxy: (server) => proxies.get(server),
    putProxy: (server, proxy) => {
      if (proxies.has(server)) throw new Error(`There is a proxy to ${server} already`)
      proxies.set(server, proxy)
    },
    clearProxies: async () => {
      const open = [...proxies.values()]
      proxies.clear()
      await Promise.all(open.map((proxy) => proxy.close()))
    },
    putApi: (next) => {
      if (api !== undefined) throw new Error('Another api stands in already')
      api = next
      note('api', next)
    },
    putWorker: (next) => {
      if (worker !== undefined) throw new Error('Another worker stands in already')
      worker = next
      note('worker', next)
    },
    clearApi: async () => {
      const ending = api
      api = undefined
      await ending?.stop()
    },
    clearWorker: async () => {
      const ending = worker
      worker = undefined
      await ending?.stop()
    },
    outputs: () => stoodIn.map(({ file, output }) => ({ file, text: output() })),
    addWorker: (next) => {
      note('worker', next)
      added = [...added, next]
    },
    addFlood: (flood) => {
      floods = [...floods, flood]
    },
    endFloods: () => {
      const ending = floods
      floods = []
      return Promise.all(ending.map((flood) => flood.stop()))
    },
    addedWorkers: () => added,
    clearAddedWorkers: async () => {
      const ending = added
      added = []
      await Promise.all(ending.map((one) => one.stop()))
    },
  }
}
