import { parseTenantId } from '../contracts/tenant-id.ts'
import type { WorkflowDefinition } from '../contracts/workflow-definition.ts'

/** Two tenants for attacks, and a bystander whose rows must never move. */
export const demoTenants = ['acme', 'globex', 'initech'].map(parseTenantId)

/** What every demo tenant can run. */
export const demoWorkflows: Readonly<Record<string, WorkflowDefinition>> = {
  echo: { steps: [{ name: 'echo', kind: 'transform', expression: '$' }] },
  'order-report': {
    steps: [
      { name: 'totals', kind: 'analytics', report: 'order_totals' },
      { name: 'best', kind: 'analytics', report: 'top_customers' },
      {
        name: 'summary',
        kind: 'transform',
        input: 'steps',
        expression:
          '{ "orders": totals.orders, "revenue": totals.revenueCents / 100, "best": best[0].customer }',
      },
      { name: 'file-report', kind: 'record', input: 'steps.summary' },
    ],
  },
  'record-note': { steps: [{ name: 'note', kind: 'record', input: 'input' }] },
  'slow-note': {
    steps: [
      { name: 'rest', kind: 'wait', waitMs: 500 },
      { name: 'note', kind: 'record', input: 'input' },
    ],
  },
}
