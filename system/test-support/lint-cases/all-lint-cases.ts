import { declarationDiffers } from './declaration-differs.ts'
import { functionForgetsToVerify } from './function-forgets-to-verify.ts'
import { grantToLogin } from './grant-to-login.ts'
import { guardDisabled } from './guard-disabled.ts'
import type { LintCases } from './lint-cases.ts'
import { loginIsMember } from './login-is-member.ts'
import { policyAlwaysTrue } from './policy-always-true.ts'
import { roleBypassesWalls } from './role-bypasses-walls.ts'
import { rowSecurityNotForced } from './row-security-not-forced.ts'
import { secretInCatalogue } from './secret-in-catalogue.ts'
import { serverObjectReplaced } from './server-object-replaced.ts'
import { leakproofByHand } from './leakproof-by-hand.ts'
import { definerSearchesFreely } from './definer-searches-freely.ts'
import { keyCrossesTenants } from './key-crosses-tenants.ts'
import { rowsLeaveDatabase } from './rows-leave-database.ts'
import { eventTriggerAsSuperuser } from './event-trigger-as-superuser.ts'
import { tenantUnknown } from './tenant-unknown.ts'
import { tableDiffers } from './table-differs.ts'
import { viewStepsRoundPolicy } from './view-steps-round-policy.ts'

/** Of every lint. */
export const allLintCases: readonly LintCases[] = [
  rowSecurityNotForced,
  policyAlwaysTrue,
  grantToLogin,
  loginIsMember,
  roleBypassesWalls,
  functionForgetsToVerify,
  guardDisabled,
  viewStepsRoundPolicy,
  secretInCatalogue,
  serverObjectReplaced,
  leakproofByHand,
  definerSearchesFreely,
  keyCrossesTenants,
  rowsLeaveDatabase,
  eventTriggerAsSuperuser,
  tenantUnknown,
  tableDiffers,
  declarationDiffers,
]
