import type { RunningSystem } from '../../system/contracts/running-system.ts'
import type { StartEvent, StartSystem } from '../parts.ts'

export type Phase = 'idle' | 'starting' | 'ready' | 'failed'

/** The system as it starts behind the questions. */
export interface BackgroundSystem {
  /** Begins to start it, once; a failure is kept for whoever waits. */
  begin(): void
  /**
   * Begins if need be. Resolves when it is ready; `onEvent` hears what has happened so far, then the rest of
   * the start. Rejects when it did not start, or has ended since.
   */
  ready(onEvent: (event: StartEvent) => void): Promise<RunningSystem>
  phase(): Phase
  /** Why it did not start, or what ended it later, while the phase is `failed`. */
  failure(): unknown
  /** Ends all of it, even half started. Safe to call twice. */
  stop(): Promise<void>
}

export interface BackgroundOptions {
  readonly loadStartSystem: () => Promise<StartSystem>
  readonly instance: string
  /** Hears what happens once the system is ready: a part died, it is back. */
  readonly onTrouble: (event: StartEvent) => void
}

export function createBackgroundSystem({
  loadStartSystem,
  instance,
  onTrouble,
}: BackgroundOptions): BackgroundSystem {
  const abort = new AbortController()
  const events: StartEvent[] = []
  let listener: (event: StartEvent) => void = () => undefined
  let started: Promise<RunningSystem> | undefined
  let phase: Phase = 'idle'
  let failure: unknown
  let ending: Error | undefined
  let stopped: Promise<void> | undefined

  const start = async (): Promise<RunningSystem> => {
    const startSystem = await loadStartSystem()
    return startSystem({ instance, ephemeral: true, onProgress: noteEvent, onEnded, signal: abort.signal })
  }
  const onEnded = (reason: Error): void => {
    phase = 'failed'
    failure = reason
    ending = reason
  }
  const noteEvent = (event: StartEvent): void => {
    if (phase !== 'starting') {
      onTrouble(event)
      return
    }
    events.push(event)
    listener(event)
  }
  const begin = (): void => {
    if (started !== undefined) return
    phase = 'starting'
    started = start()
    started.then(
      () => {
        phase = 'ready'
      },
      (error: unknown) => {
        phase = 'failed'
        failure = error
      },
    )
  }
  const stop = async (): Promise<void> => {
    if (started === undefined) return
    abort.abort(new Error('The system was stopped while it started'))
    const system = await started.catch(() => undefined)
    await system?.stop()
  }
  return {
    begin,
    async ready(onEvent) {
      begin()
      for (const event of events) onEvent(event)
      listener = onEvent
      const system = await started
      if (ending !== undefined) throw ending
      return system as RunningSystem
    },
    phase: () => phase,
    failure: () => failure,
    stop: () => (stopped ??= stop()),
  }
}
