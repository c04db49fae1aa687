import type { Credentials, PartName, SystemStatus } from './system-status.ts'

/** A started system as its owner sees it. The harness breaks it through this and through the addresses in `status()`. */
export interface RunningSystem {
  status(): SystemStatus
  credentials(): Credentials
  /** Ends one part with `signal` (default SIGKILL) and resolves once the process is gone. It is not restarted. */
  kill(part: PartName, signal?: NodeJS.Signals): Promise<void>
  /** Starts a part that was killed, on the same address and data; resolves once it answers. */
  restart(part: PartName): Promise<void>
  /** Stops everything in order. Safe to call twice. */
  stop(): Promise<void>
}
