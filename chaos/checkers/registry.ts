import type { Verdict } from '../verdict.ts'
import { checkAttacksLeftNothing } from './attacks-left-nothing.ts'
import { checkControls } from './controls-as-expected.ts'
import { checkEnoughHappened } from './enough-happened.ts'
import { checkExecutionsOfRun } from './executions-accounted-for.ts'
import { checkFaultsNamed } from './faults-named.ts'
import { checkFaultsTookHold } from './faults-took-hold.ts'
import { checkNothingLeaked } from './nothing-leaked.ts'
import type { RecordedRun } from './recorded-run.ts'
import { checkRefusals } from './refusals-as-expected.ts'
import { checkSteadyState } from './steady-state-held.ts'

/** Every checker, by the invariant as it should be. Pure: a recorded run in, a verdict out. */
export const checkers = {
  'attacks-left-nothing': checkAttacksLeftNothing,
  'attacks-refused': checkRefusals,
  'controls-as-expected': checkControls,
  'enough-happened': checkEnoughHappened,
  'executions-accounted-for': checkExecutionsOfRun,
  'faults-named': checkFaultsNamed,
  'faults-took-hold': checkFaultsTookHold,
  'nothing-leaked': checkNothingLeaked,
  'steady-state-recovered': checkSteadyState,
} as const satisfies Record<string, (run: RecordedRun) => Verdict>

export type CheckerName = keyof typeof checkers
