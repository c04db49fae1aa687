import { proveApiBugAndRowSecurityOff } from '../../chaos/proofs/prove-api-bug-and-row-security-off.ts'
import type { ScenarioDeclaration } from '../../chaos/scenario-declaration.ts'

export const scenario: ScenarioDeclaration = {
  name: 'api-bug-and-row-security-off',
  question: 'And if somebody has also switched row-level security off on that table?',
  claim:
    "With row level security off on every table of globex, its functions still want globex's own token and nobody but its own roles reaches its tables. Only one wall more makes it leak.",
  failureClass: 'security',
  defences: {
    'function-verification': "globex's functions stop checking tokens, with row security off as well",
  },
  prove: proveApiBugAndRowSecurityOff,
}
