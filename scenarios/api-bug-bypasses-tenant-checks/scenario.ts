import { proveApiBug } from '../../chaos/proofs/prove-api-bug.ts'
import type { ScenarioDeclaration } from '../../chaos/scenario-declaration.ts'

export const scenario: ScenarioDeclaration = {
  name: 'api-bug-bypasses-tenant-checks',
  question: 'What if your API has a bug that bypasses the tenant checks?',
  claim:
    "Broker and database each verify the caller's own token, so an API that takes the tenant from a header, verifies nothing, or runs injected SQL still gets nothing of another tenant.",
  failureClass: 'security',
  defences: {
    'database-identity':
      "globex's functions stop checking tokens and row level security is off on its tables",
    'broker-acl': "acme's callers may write to globex's topic",
    'schema-wall': "the API's login is granted globex's schema, and row level security is off on its tables",
  },
  prove: proveApiBug,
}
