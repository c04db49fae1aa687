import { functionForgetsToVerify } from './function-forgets-to-verify.ts'
import { grantToLogin } from './grant-to-login.ts'
import { guardDisabled } from './guard-disabled.ts'
import type { LintCases } from './lint-cases.ts'
import { loginIsMember } from './login-is-member.ts'
import { policyAlwaysTrue } from './policy-always-true.ts'
import { roleBypassesWalls } from './role-bypasses-walls.ts'
import { rowSecurityNotForced } from './row-security-not-forced.ts'
import { secretInCatalogue } from './secret-in-catalogue.ts'
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
]
