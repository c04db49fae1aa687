import type { SystemAccess } from '../access/open-access.ts'
import type { AclOf } from '../probes/kafka-acls.ts'
import { openAdminProbe } from '../probes/kafka-probe.ts'

/** Adds all of these rules to the broker's access lists, or takes them away. Safe to call again. */
export async function setAcls(
  { addresses, system }: SystemAccess,
  acls: readonly AclOf[],
  isAllowed: boolean,
): Promise<void> {
  const admin = await openAdminProbe(addresses.adminBroker, system.credentials().kafka.admin)
  try {
    for (const acl of acls) await admin.setAllowed(acl, isAllowed)
  } finally {
    await admin.close()
  }
}
