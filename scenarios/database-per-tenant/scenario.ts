import { proveDatabasePerTenant } from '../../chaos/proofs/prove-database-per-tenant.ts'
import type { ScenarioDeclaration } from '../../chaos/scenario-declaration.ts'

export const scenario: ScenarioDeclaration = {
  name: 'database-per-tenant',
  question: 'Why not a database per tenant from day one? Then there would be nothing to isolate.',
  claim:
    'One more tenant on the shared server takes a tenth of the disk and two thirds of the memory of one more server at the most, even of an empty one that nobody uses; and it gets nothing of the others.',
  failureClass: 'economic',
  defences: {
    'shared-server': 'every tenant gets a server of its own',
  },
  prove: proveDatabasePerTenant,
}
