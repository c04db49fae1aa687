import { proveRowSecurityMisconfigured } from '../../chaos/proofs/prove-row-security-misconfigured.ts'
import type { ScenarioDeclaration } from '../../chaos/scenario-declaration.ts'

export const scenario: ScenarioDeclaration = {
  name: 'row-security-misconfigured',
  question: 'Somebody switches row-level security off. What leaks, and how do you find out?',
  claim:
    "Row security off, a policy that is always true, or grants to the api's login, each alone on globex's tables: acme reads nothing, and the watching audit names it within a second. Two of them together leak, and both are named.",
  failureClass: 'security',
  defences: {
    audit: 'every lint of the audit is replaced by one that finds nothing',
    'login-grants': "the api's login is granted globex's schema and tables throughout",
  },
  prove: proveRowSecurityMisconfigured,
}
