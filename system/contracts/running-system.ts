import type { Credentials, PartName, SystemStatus } from './system-status.ts'

/** What a part is started with for once. The next plain restart starts it as it was planned. */
export interface RestartOptions {
  /** Of the broker, by their names in `server.properties`; `null` leaves one out. */
  readonly brokerSettings?: Readonly<Record<string, string | null>>
}

/** A started system as its owner sees it. The harness breaks it through this and through the addresses in `status()`. */
export interface RunningSystem {
  status(): SystemStatus
  credentials(): Credentials
  /** Ends one part with `signal` (default SIGKILL) and resolves once the process is gone. It is not restarted. */
  kill(part: PartName, signal?: NodeJS.Signals): Promise<void>
  /**
   * Starts a part that was killed, on the same address and data; resolves once it answers.
   *
   * @throws {EasyFlowError} ERR_PART_FAILED, also where `options` cannot be had: it is not started then.
   */
  restart(part: PartName, options?: RestartOptions): Promise<void>
  /** Stops everything in order. Safe to call twice. */
  stop(): Promise<void>
}
