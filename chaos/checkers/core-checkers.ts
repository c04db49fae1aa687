import type { Scenario } from '../scenario/scenario.ts'
import type { CheckerName } from './registry.ts'

/** Without these no verdict means anything, so no scenario can leave them out. */
const ALWAYS: readonly CheckerName[] = ['faults-took-hold', 'enough-happened', 'steady-state-recovered']

/** What holds of any work of any tenant under any fault: every scenario gets them and need not name them. */
const CORE: readonly CheckerName[] = [
  'nothing-lost',
  'nothing-stuck',
  'nothing-executed-but-refused',
  'no-phantoms',
  'no-duplicate-effects',
  'deliveries-settled',
  'nothing-misplaced',
  'no-status-regression',
  'effects-fenced',
  'logs-hold-no-secret',
  'catalogue-unchanged',
]

/** Who judges a run of the scenario, in order: those it cannot leave out, the core, and its own. */
export function checkersOf(scenario: Scenario): readonly CheckerName[] {
  const left = new Set((scenario.leavesOut ?? []).map(({ checker }) => checker))
  return [
    ...new Set([
      ...ALWAYS,
      ...coreCheckers(scenario).filter((name) => !left.has(name)),
      ...scenario.checkers,
    ]),
  ]
}

/** Those of the core that its workload gives something to look at. */
export function coreCheckers({ workload: { tenants, modes } }: Scenario): readonly CheckerName[] {
  return [
    ...CORE,
    ...(modes.includes('realtime') ? (['started-in-time'] as const) : []),
    ...(tenants.length > 1 ? (['no-tenant-starved'] as const) : []),
  ]
}
