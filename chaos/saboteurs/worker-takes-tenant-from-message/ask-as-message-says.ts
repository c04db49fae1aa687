import type { TenantId } from '../../../system/contracts/tenant-id.ts'
import type { WorkerReplacements } from '../../../system/worker/build-worker-process.ts'

/**
 * The bug: an execution that its own tenant does not have is asked for in every other tenant's name. Unlike
 * worker-trusts-message this one holds no more than it was given, the token of the tenant it works for.
 */
export function askAsMessageSays(tenants: readonly TenantId[]): NonNullable<WorkerReplacements['call']> {
  return (asItShouldBe) => async (asked) => {
    const own = await asItShouldBe(asked)
    if (asked.name !== 'claim' || own !== null) return own
    for (const tenant of tenants.filter((other) => other !== asked.tenant)) {
      const claim = await asItShouldBe({ ...asked, tenant })
      if (claim !== null) return claim
    }
    return null
  }
}
