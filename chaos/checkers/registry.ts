import type { Verdict } from '../verdict.ts'
import { checkAttacksLeftNothing } from './attacks-left-nothing.ts'
import { checkCatalogueUnchanged } from './catalogue-unchanged.ts'
import { checkControls } from './controls-as-expected.ts'
import { checkDeliveriesSettled } from './deliveries-settled.ts'
import { checkEffectsFenced } from './effects-fenced.ts'
import { checkEnoughHappened } from './enough-happened.ts'
import { checkExecutionsOfRun } from './executions-accounted-for.ts'
import { checkFaultsNamed } from './faults-named.ts'
import { checkFaultsTookHold } from './faults-took-hold.ts'
import { checkLogsHoldNoSecret } from './logs-hold-no-secret.ts'
import { checkNoDuplicateEffects } from './no-duplicate-effects.ts'
import { checkNoPhantoms } from './no-phantoms.ts'
import { checkNoStatusRegression } from './no-status-regression.ts'
import { checkNoTenantStarved } from './no-tenant-starved.ts'
import { checkNothingExecutedButRefused } from './nothing-executed-but-refused.ts'
import { checkMeasurementsKept } from './measurements-kept.ts'
import { checkNothingLeaked } from './nothing-leaked.ts'
import { checkNothingLost } from './nothing-lost.ts'
import { checkNothingMisplaced } from './nothing-misplaced.ts'
import { checkNothingStuck } from './nothing-stuck.ts'
import type { RecordedRun } from './recorded-run.ts'
import { checkRefusals } from './refusals-as-expected.ts'
import { checkStartedInTime } from './started-in-time.ts'
import { checkSteadyState } from './steady-state-held.ts'

/** Every checker, by the invariant as it should be. Pure: a recorded run in, a verdict out. */
export const checkers = {
  'attacks-left-nothing': checkAttacksLeftNothing,
  'attacks-refused': checkRefusals,
  'catalogue-unchanged': checkCatalogueUnchanged,
  'controls-as-expected': checkControls,
  'deliveries-settled': checkDeliveriesSettled,
  'effects-fenced': checkEffectsFenced,
  'enough-happened': checkEnoughHappened,
  'executions-accounted-for': checkExecutionsOfRun,
  'faults-named': checkFaultsNamed,
  'faults-took-hold': checkFaultsTookHold,
  'logs-hold-no-secret': checkLogsHoldNoSecret,
  'no-duplicate-effects': checkNoDuplicateEffects,
  'no-phantoms': checkNoPhantoms,
  'no-status-regression': checkNoStatusRegression,
  'no-tenant-starved': checkNoTenantStarved,
  'nothing-executed-but-refused': checkNothingExecutedButRefused,
  'measurements-kept': checkMeasurementsKept,
  'nothing-leaked': checkNothingLeaked,
  'nothing-lost': checkNothingLost,
  'nothing-misplaced': checkNothingMisplaced,
  'nothing-stuck': checkNothingStuck,
  'started-in-time': checkStartedInTime,
  'steady-state-recovered': checkSteadyState,
} as const satisfies Record<string, (run: RecordedRun) => Verdict>

export type CheckerName = keyof typeof checkers
