import type { SystemAccess } from '../access/open-access.ts'
import type { History } from '../history/open-history.ts'
import type { Stage } from './stage.ts'

/** What a fault, an attack and a probe are handed: a running system, and who stands in for whom in it. */
export interface Environment {
  readonly access: SystemAccess
  readonly stage: Stage
  /** Unique to the run: markers of its work begin with it. */
  readonly label: string
  readonly seed: number
  /** What has been written of the run so far, and where more of it is written. Nothing in a process that only heals. */
  readonly history: Pick<History, 'events' | 'write'>
}
