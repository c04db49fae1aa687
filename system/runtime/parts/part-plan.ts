import type { PartName } from '../../contracts/system-status.ts'
import type { PartProcess } from '../process/start-process.ts'

/** How one part is started, asked and ended. Everything it needs is in place before `launch` is called. */
export interface PartPlan {
  readonly name: PartName
  readonly logFile: string
  readonly addresses: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
  readonly launch: () => PartProcess
  /** Of a part whose settings can be others for once: launches it with these on top of its own. */
  readonly launchWith?: (settings: Readonly<Record<string, string | null>>) => Promise<PartProcess>
  /** Asks the part itself; throws as long as it is not ready. */
  readonly probe: (signal: AbortSignal) => Promise<void>
  readonly readyWithinMs: number
  /** Asks it to end properly. */
  readonly endSignal: NodeJS.Signals
  readonly endWithinMs: number
  /** Ends it at once; used when its data is thrown away anyway. */
  readonly quickEndSignal: NodeJS.Signals
}
