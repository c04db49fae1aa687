import type { StartedProcess } from '../saboteurs/start-node-process.ts'

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
}

/** A stage on which nobody stands in for anybody. */
export function buildStage(genuineApiUrl: string): Stage {
  let api: StartedProcess | undefined
  let worker: StartedProcess | undefined
  return {
    apiUrl: () => api?.url ?? genuineApiUrl,
    worker: () => worker,
    putApi: (next) => {
      if (api !== undefined) throw new Error('Another api stands in already')
      api = next
    },
    putWorker: (next) => {
      if (worker !== undefined) throw new Error('Another worker stands in already')
      worker = next
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
  }
}
