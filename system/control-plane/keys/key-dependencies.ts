import type { Installer } from '../../platform/database/with-installer.ts'
import type { LayerProbe } from './layer-probes.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'

/** What changing the issuer's keys takes. */
export interface KeyDependencies {
  readonly issuer: string
  readonly jwksUrl: string
  readonly keysFile: string
  /** Absent while the database cannot be reached. */
  readonly installer: Installer | undefined
  /** While it is being reached: in an emergency it is joined when it answers, and nothing else waits for it. */
  readonly late?: Promise<Installer | undefined> | undefined
  readonly probes: readonly LayerProbe[]
  /** Whose tokens the probes show. */
  readonly tenant: TenantId
  readonly changedBy: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly say: (what: string) => void
}
