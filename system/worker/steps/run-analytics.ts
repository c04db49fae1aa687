import type { ClaimStore } from '../claim-store.ts'
import type { StepRunner } from './step-runner.ts'

/** Reads one report over the tenant's own orders. The database's time is not in its processor time. */
export function buildAnalytics({ readReport }: Pick<ClaimStore, 'readReport'>): StepRunner<'analytics'> {
  return async ({ report }, { tenant, signal }) => ({
    result: await readReport(tenant, report, signal),
    cpuMs: 0,
  })
}
