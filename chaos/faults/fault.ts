/** What was seen that proves the fault took hold, e.g. "nothing listens on 127.0.0.1:9092". */
export type Evidence = string

export interface Fault {
  /** verb-object */
  readonly name: string
  /** Resolves once the fault can be observed, not when it was merely asked for. */
  inject(): Promise<Evidence>
  /** Undoes the fault. Safe to call twice, and when it was never injected. Takes no signal: an aborted run is healed too. */
  heal(): Promise<void>
}
